// Writes src/control.ts from the OpenAPI document of the control API; with --check it compares them.
//
//   node scripts/control-client.mjs [--check] [DOCUMENT]
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const OUTPUT = fileURLToPath(new URL("../src/control.ts", import.meta.url));
const DOCUMENT = fileURLToPath(new URL("../../../fake-rest/src/control/openapi.json", import.meta.url));
const JSON_TYPE = "application/json";
const PRIMITIVES = { string: "string", integer: "number", number: "number", boolean: "boolean", null: "null" };

const HEAD = `// Written by scripts/control-client.mjs from the OpenAPI document of the control API.
import type { Transport } from "./transport";
`;

/** A text as a comment for what follows. */
function comment(text, indent = "") {
  return text ? `${indent}/** ${text.replaceAll("*/", "*\\/").replaceAll("\n", " ")} */\n` : "";
}

function camelCase(operationId) {
  return operationId[0].toLowerCase() + operationId.slice(1);
}

function literal(value) {
  return JSON.stringify(value);
}

function union(types) {
  return [...new Set(types)].join(" | ");
}

/** The TypeScript of a schema. */
function typeOf(schema, indent = "") {
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if ("const" in schema) return literal(schema.const);
  if (schema.enum) return union(schema.enum.map(literal));
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives) return union(alternatives.map((it) => typeOf(it, indent)));
  if (schema.allOf) return schema.allOf.map((it) => typeOf(it, indent)).join(" & ");
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeOf({ ...schema, type }, indent)));
  if (schema.type === "array") return arrayOf(typeOf(schema.items ?? {}, indent));
  if (schema.type === "object") return objectType(schema, indent);
  return PRIMITIVES[schema.type] ?? "unknown";
}

function arrayOf(item) {
  return /[ {]/.test(item) ? `Array<${item}>` : `${item}[]`;
}

function objectType(schema, indent) {
  const others = schema.additionalProperties;
  if (!schema.properties) return `Record<string, ${others && others !== true ? typeOf(others, indent) : "unknown"}>`;
  if (Object.keys(schema.properties).length === 0) return "Record<string, never>";
  return `{\n${members(schema, `${indent}  `)}${indent}}`;
}

function members(schema, indent) {
  const required = new Set(schema.required ?? []);
  const line = ([name, member]) => {
    const mark = required.has(name) ? "" : "?";
    const key = /^\w+$/.test(name) ? name : literal(name);
    return `${comment(member.description, indent)}${indent}${key}${mark}: ${typeOf(member, indent)};\n`;
  };
  return Object.entries(schema.properties).map(line).join("");
}

/** A type with a name of its own. */
function declaration(name, schema, description = schema.description) {
  const hasMembers = schema.type === "object" && Object.keys(schema.properties ?? {}).length > 0;
  const body = hasMembers ? `interface ${name} {\n${members(schema, "  ")}}` : `type ${name} = ${typeOf(schema)};`;
  return `${comment(description)}export ${body}\n`;
}

/** The name of a schema, which is declared unless it has one, or is none of an object. */
function named(schema, name, description, declarations) {
  const isOwn = !schema.$ref && schema.type === "object" && Object.keys(schema.properties ?? {}).length > 0;
  if (!isOwn) return typeOf(schema);
  declarations.push(declaration(name, schema, description));
  return name;
}

/** What may be sent or answered: media types with their schemas, and the query that asks for one, if any. */
function contents(part) {
  const entries = Object.entries(part?.content ?? {});
  return entries.map(([type, { schema = {}, "x-query": query }]) => ({ type, schema, query }));
}

/** The types of the answers of all statuses that mean success, each with the query that asks for it, if any. */
function answers(id, path, operation, declarations) {
  return Object.entries(operation.responses)
    .filter(([status]) => status.startsWith("2"))
    .flatMap(([, response]) => {
      const all = contents(response);
      if (all.length === 0) return [{ type: "undefined" }];
      return all.map(({ type, schema, query }) => {
        if (type !== JSON_TYPE) return { type: "Buffer", query };
        return { type: named(schema, `${id}Answer`, `The answer of \`${path}\`.`, declarations), query };
      });
    });
}

/** The signatures of a method whose query says which type is answered; none of a method with one type. */
function overloads(id, operation, parameters, types) {
  const asked = types.filter(({ query }) => query);
  if (asked.length === 0) return [];
  const signature = (query, type) => `  ${camelCase(id)}(${[...parameters.slice(0, -1), query].join(", ")}): Promise<${type}>;\n`;
  const chosen = asked.map(({ type, query }) => signature(`query: ${id}Query & ${typeOfValues(query)}`, type));
  const others = operation.parameters
    .filter(({ name }) => asked.some(({ query }) => name in query))
    .map(({ name, schema }) => {
      const rest = schema.enum.filter((value) => asked.every(({ query }) => query[name] !== value));
      return `${name}?: ${union(rest.map(literal))}`;
    });
  const type = union(types.filter(({ query }) => !query).map((it) => it.type));
  const all = union(types.map((it) => it.type));
  return [
    ...chosen,
    signature(`query?: ${id}Query & { ${others.join("; ")} }`, type),
    signature(`query?: ${id}Query`, all),
  ];
}

/** The type of an object with these values alone. */
function typeOfValues(values) {
  return `{ ${Object.entries(values).map(([name, value]) => `${name}: ${literal(value)}`).join("; ")} }`;
}

/** The parameters of a method, and the members of the call that it makes. */
function parametersOf(id, path, operation, declarations) {
  const all = operation.parameters ?? [];
  const parameters = all.filter((it) => it.in === "path").map((it) => `${it.name}: ${typeOf(it.schema)}`);
  const call = [];
  const [body] = contents(operation.requestBody);
  if (body) {
    const isJson = body.type === JSON_TYPE;
    const type = isJson ? named(body.schema, `${id}Body`, `What \`${path}\` takes.`, declarations) : "Uint8Array";
    parameters.push(`body: ${type}${isJson && !isDemanding(body.schema) ? " = {}" : ""}`);
    call.push("body", ...(isJson ? [] : [`contentType: ${literal(body.type)}`]));
  }
  const query = all.filter((it) => it.in === "query");
  if (query.length > 0) {
    const properties = Object.fromEntries(query.map((it) => [it.name, it.schema]));
    const required = query.filter((it) => it.required).map((it) => it.name);
    const name = named({ type: "object", properties, required }, `${id}Query`, `The query of \`${path}\`.`, declarations);
    parameters.push(`query: ${name}${required.length > 0 ? "" : " = {}"}`);
    call.push("query");
  }
  return { parameters, call };
}

let schemas = {};

/** Whether a body has members that must be there. */
function isDemanding(schema) {
  const own = schema.$ref ? schemas[schema.$ref.split("/").at(-1)] : schema;
  return own.type !== "object" || (own.required ?? []).length > 0;
}

function method(verb, path, operation, declarations) {
  const id = operation.operationId;
  const place = `${verb.toUpperCase()} ${path}`;
  const { parameters, call } = parametersOf(id, place, operation, declarations);
  const types = answers(id, place, operation, declarations);
  const answer = union(types.map(({ type }) => type));
  const url = path.includes("{")
    ? `\`${path.replaceAll(/\{(\w+)\}/g, (_, name) => `\${encodeURIComponent(${name})}`)}\``
    : literal(path);
  const options = call.length > 0 ? `, { ${call.join(", ")} }` : "";
  const signatures = overloads(id, operation, parameters, types).join("");
  return `${comment(`${operation.summary}: \`${place}\`.`, "  ")}${signatures}  ${camelCase(id)}(${parameters.join(", ")}): Promise<${answer}> {
    return this.transport.send(${literal(verb.toUpperCase())}, ${url}${options});
  }
`;
}

function client(document) {
  schemas = document.components.schemas;
  const declarations = Object.entries(schemas).map(([name, schema]) => declaration(name, schema));
  const methods = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, operation]) => method(verb, path, operation, declarations)),
  );
  return `${HEAD}
${declarations.join("\n")}
/** Every request of the control API, in its own words. Refusals are {@link ControlError}s. */
export class ControlApi {
  constructor(private readonly transport: Transport) {}

${methods.join("\n")}}
`;
}

const [document] = process.argv.slice(2).filter((it) => it !== "--check");
const text = client(JSON.parse(readFileSync(document ?? DOCUMENT, "utf8")));
if (!process.argv.includes("--check")) {
  writeFileSync(OUTPUT, text);
} else if (readFileSync(OUTPUT, "utf8") !== text) {
  console.error("src/control.ts is behind the OpenAPI document: run `npm run control-client`");
  process.exit(1);
}
