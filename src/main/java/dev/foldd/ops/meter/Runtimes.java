package dev.foldd.ops.meter;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.Set;

/** The meters that the JVM and Vert.x keep of themselves, in one Micrometer registry. */
public final class Runtimes implements AutoCloseable {

    /**
     * What a daemon of sockets and messages wants to see of Vert.x. With all three on, a WebSocket request that crosses
     * the bus once took about half a microsecond longer on its event loop, nearly all of it the bus's.
     */
    private static final Set<MetricsDomain> DOMAINS =
            EnumSet.of(MetricsDomain.HTTP_SERVER, MetricsDomain.EVENT_BUS, MetricsDomain.NAMED_POOLS);

    /**
     * Nothing that a caller can invent. A path, a route, an HTTP method and a remote address are free text to him; a
     * bus address carries reply numbers.
     */
    private static final Set<Label> LABELS =
            EnumSet.of(Label.POOL_TYPE, Label.POOL_NAME, Label.EB_SIDE, Label.HTTP_CODE);

    /** What SQL clients call themselves, as no domain names them. */
    private static final String SQL_CLIENTS = "sql";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private JvmGcMetrics collections;

    /** A Vert.x to be built that keeps its meters here. */
    public VertxBuilder instrument(VertxOptions options) {
        MicrometerMetricsOptions metrics = new MicrometerMetricsOptions().setEnabled(true).setLabels(LABELS);
        for (MetricsDomain domain : MetricsDomain.values()) {
            if (!DOMAINS.contains(domain)) {
                metrics.addDisabledMetricsCategory(domain);
            }
        }
        // Of each statement the SQL clients would keep a time too; requests are timed already, and it took 1 % of a read.
        metrics.addDisabledMetricsCategory(SQL_CLIENTS);
        return Vertx.builder()
                .with(new VertxOptions(options).setMetricsOptions(metrics))
                .withMetrics(new MicrometerMetricsFactory(registry));
    }

    /**
     * Begins to watch the JVM, once. Loading the management beans takes about a tenth of a second, so this is best
     * called on a worker thread when the daemon is ready; else the first page does it.
     */
    public synchronized void watchJvm() {
        if (collections != null) {
            return;
        }
        collections = new JvmGcMetrics();
        collections.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** The families of this registry as text; whole numbers without a point, as everywhere on the page. */
    String page() {
        watchJvm();
        return registry.scrape().replace(".0\n", "\n");
    }

    @Override
    public synchronized void close() {
        if (collections != null) {
            collections.close();
        }
        registry.close();
    }
}
