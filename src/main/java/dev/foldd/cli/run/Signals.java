package dev.foldd.cli.run;

import java.lang.reflect.Proxy;

/**
 * The signals of the operating system. The JDK has no public way to hear SIGHUP, nor to end with 0 after SIGTERM;
 * {@code sun.misc.Signal} of the module {@code jdk.unsupported} has been there in every version, and is asked for by name
 * because the compiler warns of it unconditionally.
 */
final class Signals {

    private Signals() {
    }

    /** SIGTERM and SIGINT. Called on a thread of its own, and may take its time. */
    static void onStop(Runnable stop) {
        listen("TERM", stop);
        listen("INT", stop);
    }

    /** SIGHUP, in the same way. */
    static void onReload(Runnable reload) {
        listen("HUP", reload);
    }

    private static void listen(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object onSignal = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler},
                    (proxy, method, arguments) -> {
                        if (method.getDeclaringClass() == Object.class) {
                            return method.getName().equals("hashCode") ? (Object) System.identityHashCode(proxy)
                                    : method.getName().equals("equals") ? (Object) (proxy == arguments[0]) : name;
                        }
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java cannot hear the signal " + name, e);
        }
    }
}
