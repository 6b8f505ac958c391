package dev.foldd.rpc;

import dev.foldd.auth.Prover.Proven;
import dev.foldd.contract.Caller;
import dev.foldd.contract.Principal;
import io.vertx.core.Future;
import java.time.Duration;

/** One call that is under way, by whichever door it came. */
interface RpcDeed {

    /** Its sender, for the audit log and for further questions. */
    Caller caller(Principal who);

    /** The method's name once it is known to be one; never the client's text. */
    String method();

    /** Since it came. */
    Duration elapsed();

    /** Replaces the credential that calls after this one are proved by. */
    Future<Proven> refresh(String bearer, Proven proven);
}
