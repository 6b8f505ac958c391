package dev.foldd.rpc;

import dev.foldd.contract.Revocation;
import io.vertx.core.Future;

/** Takes credentials back. */
@FunctionalInterface
public interface Revoker {

    /** Completes when the revocation is kept and counts for every proof from then on, with what was kept. */
    Future<Revocation> revoke(Revocation.Kind kind, String value);
}
