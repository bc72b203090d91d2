package io.vitesslake.cli;

import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * Signals of the operating system, through {@code sun.misc.Signal}: there is no other Java API for them, and a compiler that
 * treats warnings as errors lets nobody name this one.
 */
final class Signals {

    private Signals() {}

    /**
     * From now on a signal does what is given, on a thread of its own, instead of ending the JVM.
     *
     * @param name without SIG, such as {@code TERM}
     * @param action gets the signal's number
     */
    static void handle(String name, IntConsumer action) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            int number = (int) signalType.getMethod("getNumber").invoke(signal);
            Object handler = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        new Thread(() -> action.accept(number), "shutdown").start();
                        return null;
                    });
            signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot handle SIG" + name + " on this Java runtime: " + e, e);
        }
    }
}
