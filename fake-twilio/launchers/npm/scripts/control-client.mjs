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

/** What may be sent or answered: media types with their schemas. */
function contents(part) {
  return Object.entries(part?.content ?? {}).map(([type, { schema = {} }]) => ({ type, schema }));
}

/** The type of the answer, of all statuses that mean success. */
function answerType(id, path, operation, declarations) {
  const types = Object.entries(operation.responses)
    .filter(([status]) => status.startsWith("2"))
    .flatMap(([, response]) => {
      const answers = contents(response);
      if (answers.length === 0) return ["undefined"];
      return answers.map(({ type, schema }) => {
        if (type !== JSON_TYPE) return "Buffer";
        return named(schema, `${id}Answer`, `The answer of \`${path}\`.`, declarations);
      });
    });
  return union(types);
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
  const answer = answerType(id, place, operation, declarations);
  const url = path.includes("{")
    ? `\`${path.replaceAll(/\{(\w+)\}/g, (_, name) => `\${encodeURIComponent(${name})}`)}\``
    : literal(path);
  const options = call.length > 0 ? `, { ${call.join(", ")} }` : "";
  return `${comment(`${operation.summary}: \`${place}\`.`, "  ")}  ${camelCase(id)}(${parameters.join(", ")}): Promise<${answer}> {
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
