package dev.foldd.store.server;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The pipelined clients of a store, one for each event loop that has asked. Safe from any thread. */
final class Lines {

    private final Vertx vertx;
    private final Driver driver;
    private final LongSupplier nanoTime;
    private final Map<EventLoop, Line> lines = new ConcurrentHashMap<>();

    Lines(Vertx vertx, Driver driver, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.driver = driver;
        this.nanoTime = nanoTime;
    }

    /** The one of the event loop on which this is asked. */
    Line here() {
        EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        Line line = lines.get(loop);
        return line != null ? line : lines.computeIfAbsent(loop, first -> new Line(driver.pipelined(), nanoTime));
    }

    /** Whether one of them has been silent for too long; every one that has is asked, and so told of once. */
    boolean isAnyDead() {
        return lines.values().stream().filter(Line::isDead).count() > 0;
    }

    /** Closes all, and whoever waits for one fails; who asks from now on gets a new one. */
    Future<Void> close() {
        List<Line> all = List.copyOf(lines.values());
        lines.values().removeAll(all);
        return Future.join(all.stream().map(Line::close).toList()).mapEmpty();
    }
}
