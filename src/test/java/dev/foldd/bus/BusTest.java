package dev.foldd.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Address;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observation.Unforeseen;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BusTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What is asked, and what is answered: the answering thread and the very object that arrived there. */
    record Question(String text) {
    }

    record Answer(String thread, Object heard) {
    }

    record Event(int number) {
    }

    private static final Address<Question, Answer> ECHO = new Address<>("test.echo", Question.class, Answer.class);
    private static final Address<Event, Void> HAPPENED = new Address<>("test.thing.happened", Event.class, Void.class);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final List<Observation> observed = new CopyOnWriteArrayList<>();
    private final Bus bus = new Bus(vertx, new Incidents(observed::add), PATIENCE);
    private final List<Context> contexts = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        done(vertx.close());
    }

    /** Answers with its own thread, on whatever loop it was deployed. */
    private final class Echo extends VerticleBase {
        @Override
        public Future<?> start() {
            contexts.add(context);
            bus.answer(ECHO, BusTest::echo);
            return Future.succeededFuture();
        }
    }

    @Test
    void a_record_arrives_as_the_same_object() throws Exception {
        bus.answer(ECHO, BusTest::echo);
        Question question = new Question("a");

        Answer answer = done(bus.ask(ECHO, question));

        assertThat(answer.heard()).isSameAs(question);
    }

    @Test
    void an_answer_may_be_nothing() throws Exception {
        Address<Question, Void> told = new Address<>("test.told", Question.class, Void.class);
        bus.answer(told, question -> Future.succeededFuture());

        assertThat(done(bus.ask(told, new Question("a")))).isNull();
    }

    @Test
    void a_fault_arrives_as_the_fault_it_left_as() {
        Fault fault = new Fault.Invalid("email", "must be a mail address");
        bus.answer(ECHO, question -> Future.failedFuture(new FaultException(fault)));

        assertThat(faultOf(bus.ask(ECHO, new Question("a")))).isSameAs(fault);
        assertThat(observed).isEmpty();
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                argumentSet("a failed answer", (Function<Question, Future<Answer>>) question ->
                        Future.failedFuture(new IllegalStateException("password=hunter2"))),
                argumentSet("a thrown exception", (Function<Question, Future<Answer>>) question -> {
                    throw new IllegalStateException("password=hunter2");
                }),
                argumentSet("a stack that overflows", (Function<Question, Future<Answer>>) question -> {
                    throw new StackOverflowError("password=hunter2");
                }),
                argumentSet("a checked exception", (Function<Question, Future<Answer>>) question ->
                        Future.failedFuture(new java.io.IOException("password=hunter2"))),
                argumentSet("no answer at all", (Function<Question, Future<Answer>>) question -> null));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void a_defect_arrives_as_internal_without_its_secret_and_is_observed(Function<Question, Future<Answer>> handler) {
        bus.answer(ECHO, handler);

        Fault fault = faultOf(bus.ask(ECHO, new Question("a")));

        assertThat(fault).isInstanceOf(Fault.Internal.class);
        assertThat(new FaultException(fault).getMessage()).doesNotContain("hunter2");
        assertThat(observed).singleElement().isInstanceOfSatisfying(Unforeseen.class,
                seen -> assertThat(seen.incident()).isEqualTo(((Fault.Internal) fault).incident()));
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void a_message_of_another_type_is_a_defect_on_either_way() {
        bus.answer(ECHO, question -> (Future) Future.succeededFuture("not an answer"));

        Address<Event, Answer> wrong = new Address<>(ECHO.name(), Event.class, Answer.class);

        assertThat(faultOf(bus.ask(wrong, new Event(1)))).isInstanceOf(Fault.Internal.class);
        assertThat(faultOf(bus.ask(ECHO, new Question("a")))).isInstanceOf(Fault.Internal.class);
    }

    @Test
    void the_instance_on_the_askers_own_loop_answers() throws Exception {
        done(vertx.deployVerticle(Echo::new, new DeploymentOptions().setInstances(2)));
        assertThat(loops()).as("two instances on two loops").hasSize(2);

        for (Context context : contexts) {
            for (int i = 0; i < 20; i++) {
                assertThat(askFrom(context).thread()).isEqualTo(threadOf(context));
            }
        }
    }

    @Test
    void who_asks_from_elsewhere_is_answered_by_the_instances_in_turn() throws Exception {
        done(vertx.deployVerticle(Echo::new, new DeploymentOptions().setInstances(2)));

        Set<String> threads = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            threads.add(done(bus.ask(ECHO, new Question("a"))).thread());
        }

        assertThat(threads).hasSize(2);
    }

    @Test
    void when_the_instance_on_the_askers_loop_is_gone_another_one_answers() throws Exception {
        String first = done(vertx.deployVerticle(new Echo()));
        done(vertx.deployVerticle(new Echo()));
        Context loopOfTheFirst = contexts.get(0);
        done(vertx.undeploy(first));

        Answer answer = askFrom(loopOfTheFirst);

        assertThat(answer.thread()).isNotEqualTo(threadOf(loopOfTheFirst));
    }

    @Test
    void where_nobody_answers_it_is_unavailable() throws Exception {
        assertThat(faultOf(bus.ask(ECHO, new Question("a")))).isInstanceOf(Fault.Unavailable.class);

        String only = done(vertx.deployVerticle(new Echo()));
        done(vertx.undeploy(only));

        assertThat(faultOf(bus.ask(ECHO, new Question("a")))).isInstanceOf(Fault.Unavailable.class);
        assertThat(faultOf(Future.future(promise -> contexts.get(0).runOnContext(
                now -> bus.ask(ECHO, new Question("a")).onComplete(promise))))).isInstanceOf(Fault.Unavailable.class);
    }

    @Test
    void an_answer_that_does_not_come_is_a_timeout_with_the_limit() {
        Duration patience = Duration.ofMillis(20);
        Vertx other = Vertx.vertx();
        try {
            Bus hasty = new Bus(other, new Incidents(observed::add), patience);
            hasty.answer(ECHO, question -> io.vertx.core.Promise.<Answer>promise().future());

            assertThat(faultOf(hasty.ask(ECHO, new Question("a")))).isEqualTo(new Fault.Timeout(patience));
        } finally {
            other.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void an_event_reaches_everyone_who_listens_and_a_defect_of_one_hurts_no_other() {
        List<Event> heard = new CopyOnWriteArrayList<>();
        Event event = new Event(7);
        bus.listen(HAPPENED, heard::add);
        bus.listen(HAPPENED, broken -> {
            throw new IllegalStateException("a defect");
        });
        bus.listen(HAPPENED, heard::add);

        bus.announce(HAPPENED, event);

        Awaitility.await().untilAsserted(() -> {
            assertThat(heard).hasSize(2).allSatisfy(seen -> assertThat(seen).isSameAs(event));
            assertThat(observed).hasSize(1);
        });
    }

    @Test
    void who_does_not_listen_any_more_hears_nothing() throws Exception {
        List<Event> heard = new CopyOnWriteArrayList<>();
        done(bus.listen(HAPPENED, heard::add).unregister());
        List<Event> later = new CopyOnWriteArrayList<>();
        bus.listen(HAPPENED, later::add);

        bus.announce(HAPPENED, new Event(1));

        Awaitility.await().untilAsserted(() -> assertThat(later).hasSize(1));
        assertThat(heard).isEmpty();
    }

    @Test
    void the_codec_hands_over_and_refuses_the_wire() {
        ReferenceCodec codec = new ReferenceCodec();
        Bus.Parcel parcel = new Bus.Parcel("a");

        assertThat(codec.transform(parcel)).isSameAs(parcel);
        assertThatThrownBy(() -> codec.encodeToWire(Buffer.buffer(), parcel))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("do not leave this process");
        assertThatThrownBy(() -> codec.decodeFromWire(0, Buffer.buffer()))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(codec.systemCodecID()).isEqualTo((byte) -1);
    }

    @Test
    void every_address_of_the_catalogue_is_unique_and_speaks_in_records() {
        List<Address<?, ?>> all = Addresses.all();

        assertThat(all).extracting(Address::name).doesNotHaveDuplicates();
        assertThat(all).allSatisfy(address -> {
            assertThat(address.name()).matches("[a-z]+(\\.[a-z]+){1,2}");
            assertThat(address.request()).isRecord();
            assertThat(address.reply()).satisfiesAnyOf(type -> assertThat(type).isRecord(),
                    type -> assertThat(type).isEqualTo(Void.class));
        });
    }

    @Test
    void the_catalogue_lists_every_constant_that_there_is() {
        List<Object> constants = Stream.of(Addresses.class.getFields()).filter(field -> field.getType() == Address.class)
                .<Object>map(field -> {
                    try {
                        return field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                }).toList();

        assertThat(Addresses.all()).hasSameElementsAs(constants.stream().<Address<?, ?>>map(Address.class::cast).toList());
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void a_name_that_is_no_address_is_refused(String name) {
        assertThatThrownBy(() -> new Address<>(name, Question.class, Answer.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(argumentSet("one word", "data"), argumentSet("four words", "a.b.c.d"),
                argumentSet("nothing", ""), argumentSet("an empty part", "data."), argumentSet("capitals", "Data.execute"),
                argumentSet("a digit", "data.execute2"), argumentSet("a loop's suffix", "data.execute@1"));
    }

    private static Future<Answer> echo(Question question) {
        return Future.succeededFuture(new Answer(Thread.currentThread().getName(), question));
    }

    private Answer askFrom(Context context) throws Exception {
        return done(Future.future(promise ->
                context.runOnContext(now -> bus.ask(ECHO, new Question("a")).onComplete(promise))));
    }

    private Set<Object> loops() {
        Set<Object> loops = new HashSet<>();
        contexts.forEach(context -> loops.add(((ContextInternal) context).nettyEventLoop()));
        return loops;
    }

    private static String threadOf(Context context) throws Exception {
        return done(Future.future(promise ->
                context.runOnContext(now -> promise.complete(Thread.currentThread().getName()))));
    }

    private static Fault faultOf(Future<?> failing) {
        try {
            done(failing);
        } catch (FaultException e) {
            return e.fault();
        } catch (Exception e) {
            throw new AssertionError("not a fault", e);
        }
        throw new AssertionError("did not fail");
    }

    private static <T> T done(Future<T> future) throws Exception {
        CompletableFuture<T> waiting = future.toCompletionStage().toCompletableFuture();
        try {
            return waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }
}
