import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A server that was written for Twilio, with the JDK alone: makes a conversation, and writes and reads a message. */
class Client {
    private static final String CONVERSATIONS = "https://conversations.twilio.com/v1/Conversations";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String authorization;

    private Client(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        authorization = "Basic " + Base64.getEncoder().encodeToString(both);
    }

    public static void main(String[] arguments) throws Exception {
        var client = new Client(System.getenv("TWILIO_ACCOUNT_SID"), System.getenv("TWILIO_AUTH_TOKEN"));
        client.post(CONVERSATIONS, "UniqueName=lobby");
        String messages = CONVERSATIONS + "/lobby/Messages";
        client.post(messages, "Body=" + URLEncoder.encode("hello from Java", StandardCharsets.UTF_8));
        System.out.println(client.send(client.request(messages).GET(), 200));
    }

    private void post(String url, String form) throws Exception {
        var request = request(url).header("Content-Type", "application/x-www-form-urlencoded");
        send(request.POST(BodyPublishers.ofString(form)), 201);
    }

    private HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).header("Authorization", authorization);
    }

    private String send(HttpRequest.Builder request, int expected) throws Exception {
        var answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != expected) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }
}
