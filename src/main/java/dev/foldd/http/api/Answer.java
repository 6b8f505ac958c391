package dev.foldd.http.api;

import java.util.Map;

/**
 * What is answered when all went well.
 *
 * @param body JSON in plain Java
 */
record Answer(int status, Map<String, Object> body) {

    static Answer ok(Map<String, Object> body) {
        return new Answer(200, body);
    }

    /** What lists and objects are wrapped in. */
    static Answer data(Object data) {
        return ok(Map.of("data", data));
    }
}
