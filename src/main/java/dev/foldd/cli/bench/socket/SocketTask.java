package dev.foldd.cli.bench.socket;

import dev.foldd.cli.bench.load.Task;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What is measured over the Unix socket, and what a right reply begins with. */
public enum SocketTask implements Task {

    GET_SCHEMA("get_schema", "{\"name\":\"" + BenchSchema.NAME + "\""),
    SIGNED_QUERY("signed query", "{\"results\":[{\"" + BenchSchema.SINGLE + "\":\""),
    QUERY("query", "{\"results\":[{\"" + BenchSchema.SINGLE + "\":\""),
    MUTATION("6000 writes", "{\"success\":true");

    private final String word;
    private final byte[] replyBegins;

    SocketTask(String word, String replyBegins) {
        this.word = word;
        this.replyBegins = replyBegins.getBytes(StandardCharsets.UTF_8);
    }

    /** By its {@link #word}, with {@code signed} and {@code mutation} for the last words of two of them. */
    public static Optional<SocketTask> named(String name) {
        return List.of(values()).stream().filter(task -> task.word.equals(name.trim())
                || task.name().equalsIgnoreCase(name.trim()) || task == SIGNED_QUERY && name.trim().equals("signed")).findFirst();
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String title() {
        return word;
    }

    byte[] replyBegins() {
        return replyBegins.clone();
    }
}
