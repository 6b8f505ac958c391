package dev.foldd.http.api;

import dev.foldd.http.api.ApiHarness.Ask;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures this door before a real fold node on SQLite, without an audit log: requests per second when so many connections
 * have one request in flight each. Requests are made, and signed, beforehand; the clients are threads of the same process.
 * Arguments: connections, requests.
 */
public final class ApiBench {

    private static final String CARD = "{'name':'Card','payment_config':{'base_multiplier':1.0,'min_payment_threshold':0},"
            + "'fields':{'name':{'field_type':'Single','permission_policy':{'read_policy':'NoRequirement','write_policy':"
            + "'NoRequirement'},'payment_config':{'base_multiplier':1.0,'trust_distance_scaling':'None'},'field_mappers':{}}}}";

    private ApiBench() {
    }

    /** Prints one line for each kind of request. */
    public static void main(String[] arguments) throws Exception {
        int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 32;
        int requests = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
        ApiHarness node = new ApiHarness(Files.createTempDirectory("api-bench"));
        try {
            node.send(Ask.post("/api/schema", CARD).by(ApiHarness.OPERATOR));
            node.send(Ask.post("/api/mutation", "{'schema':'Card','mutation_type':'create','data':{'name':'ann'}}")
                    .by(ApiHarness.OPERATOR));
            Ask query = Ask.post("/api/query", "{'schema':'Card','fields':['name']}");
            Ask schema = Ask.get("/api/schema/Card");
            for (int round = 0; round < 3; round++) {
                measure("GET /api/schema, token", node, connections, copies(bytes(schema.by("user:u")), requests));
                measure("POST /api/query, token", node, connections, copies(bytes(query.by("user:u")), requests));
                List<byte[]> signed = new ArrayList<>();
                for (int i = 0; i < requests; i++) {
                    signed.add(bytes(query.signedBy(ApiHarness.NEAR)));
                }
                measure("POST /api/query, signed", node, connections, signed);
            }
        } finally {
            node.close();
        }
    }

    private static List<byte[]> copies(byte[] request, int number) {
        byte[][] all = new byte[number][];
        Arrays.fill(all, request);
        return List.of(all);
    }

    private static byte[] bytes(Ask ask) {
        StringBuilder text = new StringBuilder(ask.method() + " " + ask.path() + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + ask.body().length() + "\r\n");
        ask.headers().forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("\r\n").append(ask.body()).toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void measure(String what, ApiHarness node, int connections, List<byte[]> requests) throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger good = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            clients.add(new Thread(() -> {
                try (Socket socket = node.connect()) {
                    socket.setTcpNoDelay(true);
                    InputStream in = new BufferedInputStream(socket.getInputStream(), 8_192);
                    for (int mine = next.getAndIncrement(); mine < requests.size(); mine = next.getAndIncrement()) {
                        socket.getOutputStream().write(requests.get(mine));
                        if (answer(in)) {
                            good.incrementAndGet();
                        }
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        clients.forEach(Thread::start);
        for (Thread client : clients) {
            client.join();
        }
        double seconds = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
        System.out.printf("%-26s %d connections: %,.0f/s, %d of %d answered with 200%n", what, connections,
                requests.size() / seconds, good.get(), requests.size());
    }

    private static boolean answer(InputStream in) throws IOException {
        int length = 0;
        boolean good = line(in).contains(" 200 ");
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        in.readNBytes(length);
        return good;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection is closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
