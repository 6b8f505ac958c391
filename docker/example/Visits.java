import dev.foldd.client.ClientKey;
import dev.foldd.client.FolddClient;
import dev.foldd.client.FolddClientException;
import dev.foldd.client.Mutation;
import dev.foldd.client.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Counts how often it was started, and keeps the number with a node: all it has is the node's socket and a key. */
public final class Visits {

    private static final String SCHEMA = "Visits";
    private static final int TRIES = 10;

    private Visits() {
    }

    /** {@code key} makes the key where there is none and prints its public half; {@code count} counts. */
    public static void main(String[] arguments) throws IOException {
        String what = arguments.length == 0 ? "count" : arguments[0];
        if (what.equals("key")) {
            System.out.println(ClientKey.loadOrCreate(Path.of(System.getenv("DATAFOLD_KEY_FILE"))).publicKey());
            return;
        }
        try (FolddClient client = FolddClient.builder().build()) {
            System.out.println("visit " + count(client));
        } catch (FolddClientException | IllegalArgumentException e) {
            System.err.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            System.exit(1);
        }
    }

    /** Another may count at the same time: the filter lets a number be written only over the one that was read. */
    private static long count(FolddClient client) {
        for (int i = 0; i < TRIES; i++) {
            Object before = client.query(Query.of(SCHEMA, "count")).get(0).get("count");
            long next = before == null ? 1 : ((Number) before).longValue() + 1;
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("count", next);
            data.put("last", Instant.now().toString());
            Mutation mutation = Mutation.update(SCHEMA, data).once(UUID.randomUUID().toString());
            if (client.mutate(before == null ? mutation : mutation.where(Map.of("count", before))).written()) {
                return next;
            }
        }
        throw new IllegalArgumentException("too many others are counting");
    }
}
