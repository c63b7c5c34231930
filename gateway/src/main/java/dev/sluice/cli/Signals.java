package dev.sluice.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.LoggerFactory;

/**
 * The signals of the process: SIGTERM and SIGINT end it in order, SIGHUP reloads. The first two
 * need no more than a shutdown hook; for SIGHUP, which would end the process as well, the JDK has
 * no supported interface.
 */
final class Signals {
  private Signals() {}

  /** To be called first of all: until then SIGTERM ends the JVM with 143. */
  static Thread endOn(Ending ending) {
    var thread = new Thread(ending::onSignal, "sluice-signal");
    Runtime.getRuntime().addShutdownHook(thread);
    return thread;
  }

  /** The process ends by itself, and no signal has to be waited for. */
  static void forget(Thread endOn) {
    try {
      Runtime.getRuntime().removeShutdownHook(endOn);
    } catch (IllegalStateException ignored) {
      // It is running: the process ends on a signal.
    }
  }

  /**
   * Where the system has no such signal, there is none. By name, since javac warns of this class in
   * a way that cannot be turned off; the module jdk.unsupported has it in every JDK.
   */
  static void reloadOn(Orders orders) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle reload =
          lookup.findVirtual(Orders.class, "reload", MethodType.methodType(void.class));
      Object onSignal =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(reload.bindTo(orders), 0, signal));
      Object hangUp =
          lookup
              .findConstructor(signal, MethodType.methodType(void.class, String.class))
              .invoke("HUP");
      lookup
          .findStatic(signal, "handle", MethodType.methodType(handler, signal, handler))
          .invoke(hangUp, onSignal);
    } catch (Throwable e) {
      if (e instanceof Error error && !(e instanceof LinkageError)) throw error;
      LoggerFactory.getLogger(Gateway.class).warn("SIGHUP does not reload here: {}", e.toString());
    }
  }
}
