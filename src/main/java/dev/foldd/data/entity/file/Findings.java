package dev.foldd.data.entity.file;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with one document: what makes it unusable, and what can be left out of it. */
final class Findings {

    private final List<String> refusals = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /**
     * The document cannot be used: what it means is not known for sure, and a guess could show what is to be hidden.
     */
    void refuse(String path, String sentence) {
        refusals.add(path.isEmpty() ? sentence : path + " " + sentence);
    }

    /** The document is used without this detail; nothing is opened by that. */
    void remark(String path, String sentence) {
        remarks.add(path + " " + sentence);
    }

    boolean refused() {
        return !refusals.isEmpty();
    }

    List<String> refusals() {
        return refusals;
    }

    List<String> remarks() {
        return remarks;
    }
}
