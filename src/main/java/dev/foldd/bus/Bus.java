package dev.foldd.bus;

import dev.foldd.contract.Address;
import dev.foldd.contract.Incidents;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The event bus, typed by {@link Address}. Messages are immutable records handed over by reference and never leave this
 * process. An ask is answered by the instance on the asker's own event loop where there is one, since changing loops costs
 * far more than the message; else by the instances in turn.
 */
public final class Bus {

    private final Vertx vertx;
    private final EventBus eventBus;
    private final Incidents incidents;
    private final Duration patience;
    private final DeliveryOptions asking;
    private final DeliveryOptions telling;
    private final Map<String, Set<Object>> loopsByAddress = new ConcurrentHashMap<>();

    /** @param patience how long an ask waits for its answer before it fails with {@code Timeout} */
    public Bus(Vertx vertx, Incidents incidents, Duration patience) {
        this.vertx = Objects.requireNonNull(vertx);
        this.eventBus = vertx.eventBus();
        this.incidents = Objects.requireNonNull(incidents);
        this.patience = patience;
        eventBus.registerCodec(new ReferenceCodec());
        this.telling = new DeliveryOptions().setLocalOnly(true).setCodecName(ReferenceCodec.NAME);
        this.asking = new DeliveryOptions(telling).setSendTimeout(patience.toMillis());
    }

    /** Asks for one answer. Fails with the {@link FaultException} that the other side failed with. */
    public <Q, A> Future<A> ask(Address<Q, A> to, Q request) {
        String nearest = nearest(to);
        Parcel parcel = new Parcel(request);
        return eventBus.<Parcel>request(nearest, parcel, asking)
                .recover(cause -> isAbandoned(nearest, to, cause)
                        ? eventBus.<Parcel>request(to.name(), parcel, asking).recover(this::undelivered)
                        : undelivered(cause))
                .map(message -> to.reply().cast(message.body().open()));
    }

    /** Answers what is asked at this address on this event loop; whatever the handler fails with becomes a fault. */
    public <Q, A> void answer(Address<Q, A> at, Function<Q, Future<A>> handler) {
        Object loop = loop();
        consume(at.name(), at, handler);
        consume(onLoop(at, loop), at, handler);
        loopsByAddress.computeIfAbsent(at.name(), name -> ConcurrentHashMap.newKeySet()).add(loop);
    }

    /** Tells everyone who listens that something has happened. */
    public <E> void announce(Address<E, Void> at, E event) {
        eventBus.publish(at.name(), new Parcel(event), telling);
    }

    public <E> MessageConsumer<Parcel> listen(Address<E, Void> at, Consumer<E> listener) {
        return eventBus.localConsumer(at.name(),
                message -> hear(at, listener, message));
    }

    /** What one listener makes of an event is no business of whoever announced it, but a defect must be seen. */
    private <E> void hear(Address<E, Void> at, Consumer<E> listener, Message<Parcel> message) {
        try {
            listener.accept(at.request().cast(message.body().open()));
        } catch (RuntimeException defect) {
            incidents.faultOf(new IllegalStateException("a listener at " + at.name() + " failed", defect));
        }
    }

    private <Q, A> void consume(String name, Address<Q, A> at, Function<Q, Future<A>> handler) {
        eventBus.<Parcel>localConsumer(name, message -> carryOut(at, handler, message));
    }

    private <Q, A> void carryOut(Address<Q, A> at, Function<Q, Future<A>> handler, Message<Parcel> message) {
        Future<A> answer;
        try {
            answer = Objects.requireNonNull(handler.apply(at.request().cast(message.body().open())), "no answer");
        } catch (RuntimeException | StackOverflowError | LinkageError defect) {
            answer = Future.failedFuture(defect);
        }
        answer.onComplete(
                value -> message.reply(new Parcel(value), telling),
                failure -> message.reply(new Parcel(new Refusal(incidents.faultOf(failure))), telling));
    }

    private <T> Future<T> undelivered(Throwable cause) {
        if (cause instanceof ReplyException reply) {
            Fault fault = switch (reply.failureType()) {
                case TIMEOUT -> new Fault.Timeout(patience);
                case NO_HANDLERS -> new Fault.Unavailable("this part of the daemon does not run", Duration.ofSeconds(1));
                case RECIPIENT_FAILURE, ERROR -> incidents.faultOf(cause);
            };
            return Future.failedFuture(new FaultException(fault));
        }
        return Future.failedFuture(cause);
    }

    /** Whether the instance on the asker's loop is gone, undeployed, while others may still be there. */
    private static boolean isAbandoned(String nearest, Address<?, ?> to, Throwable cause) {
        return !nearest.equals(to.name()) && cause instanceof ReplyException reply
                && reply.failureType() == ReplyFailure.NO_HANDLERS;
    }

    private String nearest(Address<?, ?> to) {
        Set<Object> loops = loopsByAddress.get(to.name());
        if (loops != null) {
            Context context = Vertx.currentContext();
            if (context != null) {
                Object loop = ((ContextInternal) context).nettyEventLoop();
                if (loops.contains(loop)) {
                    return onLoop(to, loop);
                }
            }
        }
        return to.name();
    }

    private Object loop() {
        return ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
    }

    private static String onLoop(Address<?, ?> at, Object loop) {
        return at.name() + '@' + System.identityHashCode(loop);
    }

    /** A refusal on its way back. */
    private record Refusal(Fault fault) {
    }

    /** What travels: one class, so that one codec serves all. */
    public record Parcel(Object content) {
        private Object open() {
            if (content instanceof Refusal refusal) {
                throw new FaultException(refusal.fault());
            }
            return content;
        }
    }
}
