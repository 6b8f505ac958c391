package dev.foldd.audit.read;

import dev.foldd.audit.LogFiles;
import dev.foldd.audit.format.Chain;
import dev.foldd.audit.format.HashTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What somebody does who knows the format and has no key: numbers and hashes are made to fit again, heads and trees too. */
final class Rechain {

    private Rechain() {
    }

    static void all(LogFiles files) throws IOException {
        String hash = "0".repeat(Chain.HASH_LENGTH);
        String head = hash;
        long seq = 0;
        List<String> heads = new ArrayList<>();
        for (Path segment : files.segments().values()) {
            HashTree tree = new HashTree();
            StringBuilder text = new StringBuilder();
            for (String line : Files.readAllLines(segment)) {
                seq++;
                String fitted = line.replaceFirst("\"seq\":\\d+", "\"seq\":" + seq)
                        .replaceFirst("\"prev\":\"[0-9a-f]+\"", "\"prev\":\"" + hash + "\"");
                if (line.contains("\"kind\":\"head\"")) {
                    fitted = fitted.replaceFirst("\"previousHead\":\"[0-9a-f]+\"", "\"previousHead\":\"" + head + "\"");
                    head = Chain.hashOf(fitted.getBytes(StandardCharsets.UTF_8));
                    heads.add(fitted);
                } else if (line.contains("\"kind\":\"checkpoint\"")) {
                    fitted = fitted.replaceFirst("\"hash\":\"[0-9a-f]+\"", "\"hash\":\"" + hash + "\"")
                            .replaceFirst("\"at\":\\d+", "\"at\":" + (seq - 1));
                    tree = new HashTree();
                } else if (line.contains("\"kind\":\"tree\"")) {
                    fitted = fitted.replaceFirst("\"from\":\\d+", "\"from\":" + (seq - tree.size()))
                            .replaceFirst("\"to\":\\d+", "\"to\":" + (seq - 1))
                            .replaceFirst("\"root\":\"[0-9a-f]+\"", "\"root\":\"" + Chain.text(tree.root().orElseThrow())
                                    + "\"");
                }
                byte[] digest = Chain.digestOf(fitted.getBytes(StandardCharsets.UTF_8));
                if (!line.contains("\"kind\":\"checkpoint\"")) {
                    tree.add(digest);
                }
                hash = Chain.text(digest);
                text.append(fitted).append('\n');
            }
            Files.writeString(segment, text);
        }
        Files.writeString(files.heads(), String.join("\n", heads) + "\n");
    }
}
