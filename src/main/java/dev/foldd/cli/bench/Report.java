package dev.foldd.cli.bench;

import dev.foldd.cli.bench.load.Series;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;

/** What was measured, for people and for programs. */
record Report(List<Series> viaDaemon, List<Series> direct, OptionalLong residentMiB) {

    private static final double MEDIAN = 0.5;
    private static final double TAIL = 0.99;

    Report {
        viaDaemon = List.copyOf(viaDaemon);
        direct = List.copyOf(direct);
    }

    /** Whether every reply was right. */
    boolean isClean() {
        return viaDaemon.stream().allMatch(phase -> phase.failures() == 0)
                && direct.stream().allMatch(phase -> phase.failures() == 0);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        if (!viaDaemon.isEmpty()) {
            table(text, "Via daemon", "in flight", viaDaemon);
        }
        if (!direct.isEmpty()) {
            table(text, "Direct DB", "in flight", direct);
        }
        if (!viaDaemon.isEmpty()) {
            comparison(text);
            rates(text);
        }
        residentMiB.ifPresent(mib -> text.append(line("The daemon's process has %d MiB in memory.", mib)));
        return text.toString();
    }

    /** The same, for {@code --json}. */
    Map<String, Object> json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("processors", Runtime.getRuntime().availableProcessors());
        report.put("viaDaemon", viaDaemon.stream().map(Report::json).toList());
        report.put("direct", direct.stream().map(Report::json).toList());
        residentMiB.ifPresent(mib -> report.put("residentMiB", mib));
        return report;
    }

    private static void table(StringBuilder text, String title, String width, List<Series> phases) {
        text.append(line("%-12s %9s %12s %17s %10s %10s %15s %9s", title, width, "per second", "least-most", "p50 ms",
                "p99 ms", "server CPU µs", "failures"));
        for (Series phase : phases) {
            String cpu = phase.cpuMicrosPerRequest().map(micros -> format("%.1f", micros)).orElse("-");
            text.append(line("%-12s %9d %12.0f %17s %10.3f %10.3f %15s %9d", phase.operation().word(), phase.inFlight(),
                    phase.perSecond(), rates(phase), phase.millis(MEDIAN), phase.millis(TAIL), cpu, phase.failures()));
            phase.firstFailure().ifPresent(failure -> text.append(line("    the first failure: %s", failure)));
        }
        text.append(line(""));
    }

    private static String rates(Series phase) {
        return format("%.0f-%.0f", phase.rates().least(), phase.rates().most());
    }

    /** The medians with one request in flight, side by side. */
    private void comparison(StringBuilder text) {
        text.append(line("| Operation | Direct DB | Via daemon | Overhead |"));
        text.append(line("|-----------|-----------|------------|----------|"));
        for (Series phase : one(viaDaemon)) {
            double via = phase.millis(MEDIAN);
            Optional<Double> without = one(direct).stream().filter(each -> each.operation() == phase.operation())
                    .map(each -> each.millis(MEDIAN)).filter(millis -> millis > 0).findFirst();
            text.append(line("| %s | %s | %.3fms | %s |", phase.operation().title(),
                    without.map(millis -> format("%.3fms", millis)).orElse("-"), via,
                    without.map(millis -> format("%+.0f%%", (via / millis - 1) * 100)).orElse("-")));
        }
        text.append(line(""));
    }

    /** Throughput with many requests in flight, side by side; what the database does not do at once has no ratio. */
    private void rates(StringBuilder text) {
        List<Series> many = viaDaemon.stream().filter(phase -> phase.inFlight() > 1).toList();
        if (many.isEmpty() || direct.isEmpty()) {
            return;
        }
        text.append(line("| At %d in flight | Direct DB/s | Via daemon/s | Daemon/direct | Server CPU |",
                many.get(0).inFlight()));
        text.append(line("|---|---|---|---|---|"));
        for (Series phase : many) {
            Optional<Series> without = direct.stream().filter(each -> each.operation() == phase.operation()
                    && each.inFlight() == phase.inFlight() && each.rates().least() > 0).findFirst();
            text.append(line("| %s | %s | %.0f | %s | %s |", phase.operation().title(),
                    without.map(each -> format("%.0f", each.perSecond())).orElse("-"), phase.perSecond(),
                    without.map(each -> ratio(phase.ratios(each))).orElse("-"),
                    phase.cpuMicrosPerRequest().map(micros -> format("%.1fµs", micros)).orElse("-")));
        }
        text.append(line(""));
    }

    /** The median of the slices' ratios, and which there were. */
    private static String ratio(double[] ratios) {
        Series.Range range = Series.range(ratios);
        return format("%.2f (%.2f-%.2f)", Series.median(DoubleStream.of(ratios)), range.least(), range.most());
    }

    private static List<Series> one(List<Series> phases) {
        return phases.stream().filter(phase -> phase.inFlight() == 1).toList();
    }

    private static Map<String, Object> json(Series phase) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("operation", phase.operation().word());
        json.put("inFlight", phase.inFlight());
        json.put("replies", phase.replies());
        json.put("slices", phase.slices().size());
        json.put("perSecond", phase.perSecond());
        json.put("perSecondLeast", phase.rates().least());
        json.put("perSecondMost", phase.rates().most());
        json.put("p50Ms", phase.millis(MEDIAN));
        json.put("p99Ms", phase.millis(TAIL));
        json.put("failures", phase.failures());
        phase.cpuMicrosPerRequest().ifPresent(micros -> json.put("serverCpuMicros", micros));
        phase.firstFailure().ifPresent(failure -> json.put("firstFailure", failure));
        return json;
    }

    private static String line(String format, Object... values) {
        return format(format, values) + System.lineSeparator();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
