package dev.foldd.cli.bench.load;

/** Something that is measured, as reports call it. */
public interface Task {

    /** Its name on the wire, or what comes close to it. */
    String word();

    /** As the comparison table calls it. */
    String title();
}
