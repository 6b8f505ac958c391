package dev.foldd.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** What a door serves besides the pages that every door has. */
@FunctionalInterface
public interface Mount {

    /** Nothing. */
    Mount NOTHING = (router, place) -> { };

    /** Adds its routes; told once for each event loop that the door is on. */
    void on(Router router, Place place);

    /** Where that is. */
    record Place(Vertx vertx, Context context, Visitors visitors) {
    }
}
