package dev.foldd.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client that drops what a strict client of this door drops, by failing the test. */
final class RpcClient {

    private final WebSocket socket;
    private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();
    private final CompletableFuture<Short> closed = new CompletableFuture<>();

    RpcClient(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(replies::add);
        socket.binaryMessageHandler(binary -> replies.add("a binary frame"));
        socket.exceptionHandler(broken -> { });
        socket.closeHandler(gone -> closed.complete(socket.closeStatusCode()));
        if (socket.isClosed()) {
            closed.complete(socket.closeStatusCode());
        }
    }

    WebSocket socket() {
        return socket;
    }

    RpcClient send(String text) {
        socket.writeTextMessage(text);
        return this;
    }

    void sendBinary(String text) {
        socket.writeBinaryMessage(Buffer.buffer(text));
    }

    String ask(String text) {
        return send(text).next();
    }

    String next() {
        try {
            String reply = replies.poll(20, TimeUnit.SECONDS);
            assertThat(reply).as("a reply, closed: %s", closed.getNow(null)).isNotNull();
            if (!reply.startsWith("[")) {
                checkShape(Json.parse(reply));
            }
            return reply;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean hasReply() {
        return !replies.isEmpty();
    }

    short closeCode() {
        try {
            return closed.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    private static void checkShape(Object reply) {
        Map<?, ?> members = (Map<?, ?>) reply;
        assertThat(members.containsKey("id")).isTrue();
        assertThat(members.containsKey("result")).isNotEqualTo(members.containsKey("error"));
        if (members.get("error") instanceof Map<?, ?> error) {
            assertThat(error.get("code")).isInstanceOf(Long.class);
            assertThat(error.get("message")).isInstanceOf(String.class);
            for (String details : new String[] {"details", "data"}) {
                if (error.containsKey(details)) {
                    assertThat(error.get(details)).isInstanceOf(Map.class);
                    assertThat((Map<?, ?>) error.get(details)).isNotEmpty();
                }
            }
        } else {
            assertThat(members.containsKey("error")).isFalse();
        }
    }
}
