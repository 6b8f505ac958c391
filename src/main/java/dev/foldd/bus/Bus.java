package dev.foldd.bus;

import dev.foldd.contract.Address;
import dev.foldd.contract.Incidents;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;
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
 * far more than the message; else by the instances in turn. An answer is no message of its own: the question carries the
 * promise of it, which costs half of what an answer, its address and its timer would.
 */
public final class Bus {

    private static final long TICK_MILLIS_MAX = 1000;

    private final Vertx vertx;
    private final EventBus eventBus;
    private final Incidents incidents;
    private final Duration patience;
    private final DeliveryOptions local;
    private final Map<String, MessageProducer<Parcel>> anywhere = new ConcurrentHashMap<>();
    private final Map<Object, Map<String, MessageProducer<Parcel>>> byLoop = new ConcurrentHashMap<>();
    private final Set<Question<?, ?>> unanswered = ConcurrentHashMap.newKeySet();
    private final long patienceTicks;
    /** A clock that costs nothing to read: the time of an ask need not be known better than to a tick. */
    private volatile long tick;

    /** @param patience how long an ask waits for its answer before it fails with {@code Timeout}; it may be a second more */
    public Bus(Vertx vertx, Incidents incidents, Duration patience) {
        this.vertx = Objects.requireNonNull(vertx);
        this.eventBus = vertx.eventBus();
        this.incidents = Objects.requireNonNull(incidents);
        this.patience = patience;
        eventBus.registerCodec(new ReferenceCodec());
        this.local = new DeliveryOptions().setLocalOnly(true).setCodecName(ReferenceCodec.NAME);
        long tickMillis = Math.max(1, Math.min(TICK_MILLIS_MAX, patience.toMillis() / 2));
        this.patienceTicks = (patience.toMillis() + tickMillis - 1) / tickMillis;
        vertx.setPeriodic(tickMillis, ticked -> giveUpTheLate());
    }

    /** Asks for one answer. Fails with the {@link FaultException} that the other side failed with. */
    public <Q, A> Future<A> ask(Address<Q, A> to, Q request) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        Question<Q, A> question = new Question<>(to, request, context.promise(), tick);
        unanswered.add(question);
        Future<A> answer = question.answer.future();
        answer.onComplete(value -> unanswered.remove(question), cause -> unanswered.remove(question));
        MessageProducer<Parcel> nearest = nearest(to);
        if (nearest == null) {
            anyone(to).write(new Parcel(question)).onFailure(question::undelivered);
        } else {
            // The instance on the asker's loop may be gone, undeployed, while others are still there.
            nearest.write(new Parcel(question)).onFailure(abandoned ->
                    anyone(to).write(new Parcel(question)).onFailure(question::undelivered));
        }
        return answer;
    }

    /** Answers what is asked at this address on this event loop; whatever the handler fails with becomes a fault. */
    public <Q, A> void answer(Address<Q, A> at, Function<Q, Future<A>> handler) {
        Object loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        String onLoop = at.name() + '@' + System.identityHashCode(loop);
        eventBus.<Parcel>localConsumer(at.name(), message -> carryOut(at, handler, message.body()));
        eventBus.<Parcel>localConsumer(onLoop, message -> carryOut(at, handler, message.body()));
        byLoop.computeIfAbsent(loop, first -> new ConcurrentHashMap<>())
                .computeIfAbsent(at.name(), first -> eventBus.sender(onLoop, local));
    }

    /** Tells everyone who listens that something has happened. */
    public <E> void announce(Address<E, Void> at, E event) {
        eventBus.publish(at.name(), new Parcel(event), local);
    }

    public <E> MessageConsumer<Parcel> listen(Address<E, Void> at, Consumer<E> listener) {
        return eventBus.localConsumer(at.name(),
                message -> hear(at, listener, message));
    }

    /** What one listener makes of an event is no business of whoever announced it, but a defect must be seen. */
    private <E> void hear(Address<E, Void> at, Consumer<E> listener, Message<Parcel> message) {
        try {
            listener.accept(at.request().cast(message.body().content()));
        } catch (RuntimeException defect) {
            incidents.faultOf(new IllegalStateException("a listener at " + at.name() + " failed", defect));
        }
    }

    private <Q, A> void carryOut(Address<Q, A> at, Function<Q, Future<A>> handler, Parcel parcel) {
        Question<?, ?> question = (Question<?, ?>) parcel.content();
        Future<A> answer;
        try {
            answer = Objects.requireNonNull(handler.apply(at.request().cast(question.request)), "no answer");
        } catch (RuntimeException | StackOverflowError | LinkageError defect) {
            answer = Future.failedFuture(defect);
        }
        answer.onComplete(question::answered, failure -> question.fail(incidents.faultOf(failure)));
    }

    private void giveUpTheLate() {
        long now = tick + 1;
        tick = now;
        unanswered.forEach(question -> {
            if (now - question.askedAt > patienceTicks) {
                question.fail(new Fault.Timeout(patience));
            }
        });
    }

    private MessageProducer<Parcel> anyone(Address<?, ?> to) {
        return anywhere.computeIfAbsent(to.name(), name -> eventBus.sender(name, local));
    }

    /** Null where no instance is on the asker's loop. */
    private MessageProducer<Parcel> nearest(Address<?, ?> to) {
        ContextInternal asker = (ContextInternal) Vertx.currentContext();
        Map<String, MessageProducer<Parcel>> near = asker == null ? null : byLoop.get(asker.nettyEventLoop());
        return near == null ? null : near.get(to.name());
    }

    /** On its way to whoever answers it, who keeps the promise that it carries. */
    private final class Question<Q, A> {
        private final Address<Q, A> to;
        private final Q request;
        private final Promise<A> answer;
        private final long askedAt;

        private Question(Address<Q, A> to, Q request, Promise<A> answer, long askedAt) {
            this.to = to;
            this.request = request;
            this.answer = answer;
            this.askedAt = askedAt;
        }

        private void answered(Object value) {
            try {
                answer.tryComplete(to.reply().cast(value));
            } catch (ClassCastException defect) {
                fail(incidents.faultOf(defect));
            }
        }

        private void fail(Fault fault) {
            answer.tryFail(new FaultException(fault));
        }

        private void undelivered(Throwable cause) {
            fail(cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS
                    ? new Fault.Unavailable("this part of the daemon does not run", Duration.ofSeconds(1))
                    : incidents.faultOf(cause));
        }
    }

    /** What travels: one class, so that one codec serves all. */
    public record Parcel(Object content) {
    }
}
