package dev.foldd.http;

import dev.foldd.json.Json;
import dev.foldd.wire.Pages;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;

/** Writes answers: with the headers that all of them have. */
public final class Replies {

    private Replies() {
    }

    /** An answer that tells no more than why there is none. */
    static void refuse(HttpServerRequest request, int status, String message) {
        json(request, status, HttpFaults.body(status, message, Map.of()));
    }

    static void json(HttpServerRequest request, int status, Map<String, Object> body) {
        send(request, status, Pages.JSON, Buffer.buffer(Json.write(body)));
    }

    /**
     * A body that has not been read is of no use any more. It is not waited for: the connection it comes on is closed behind
     * the answer, so that nobody can keep it busy with one that does not end.
     */
    static void send(HttpServerRequest request, int status, String type, Buffer bytes) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        boolean last = isBodyAnnounced(request);
        if (last) {
            response.putHeader("Connection", "close");
        }
        Future<Void> sent = end(response, status, type, bytes);
        if (last) {
            sent.onComplete(done -> request.connection().close());
        }
    }

    /** Writes the whole answer; completes when it has left. */
    public static Future<Void> end(HttpServerResponse response, int status, String type, Buffer bytes) {
        Pages.HEADERS.forEach(response::putHeader);
        return response.setStatusCode(status).putHeader("Content-Type", type)
                .putHeader("Content-Length", Integer.toString(bytes.length())).end(bytes);
    }

    /** Whether a body comes behind the head of a request (RFC 9112, section 6). */
    public static boolean isBodyAnnounced(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null || length != null && !length.trim().equals("0");
    }
}
