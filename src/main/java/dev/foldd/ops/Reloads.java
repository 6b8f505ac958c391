package dev.foldd.ops;

import dev.foldd.config.ConfigException;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.contract.ops.ReloadReport;
import dev.foldd.fault.Fault;
import java.util.ArrayList;
import java.util.List;

/** Reloads every part in turn. A part that refuses keeps what it had, and does not keep the others from theirs. */
public final class Reloads {

    private final List<Reloader> parts;
    private final Observer observer;
    private final Incidents incidents;

    public Reloads(List<Reloader> parts, Observer observer, Incidents incidents) {
        this.parts = List.copyOf(parts);
        this.observer = observer;
        this.incidents = incidents;
    }

    /** One round over all parts, in their order. Blocks as long as reading takes. */
    public ReloadReport run(String cause) {
        observer.observe(new Observation.Noted("ops", "reload asked for by " + cause));
        List<String> reloaded = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Reloader part : parts) {
            List<String> problems = problemsOf(part);
            if (problems.isEmpty()) {
                reloaded.add(part.name());
                observer.observe(new Observation.Reloaded(part.name()));
            }
            for (String problem : problems) {
                refused.add(part.name() + ": " + problem);
                observer.observe(new Observation.ReloadRefused(part.name(), problem));
            }
        }
        return new ReloadReport(reloaded, refused);
    }

    private List<String> problemsOf(Reloader part) {
        try {
            part.reload();
            return List.of();
        } catch (ConfigException refused) {
            return refused.problems();
        } catch (RuntimeException failure) {
            Fault fault = incidents.faultOf(failure);
            return List.of(fault.code().message() + " " + fault.details());
        }
    }
}
