package dev.sluice.relay;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.List;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What the threads of another JVM have allocated, as that JVM counts it, to the byte. */
final class RemoteThreads implements AutoCloseable {
  private static final int PORT = 9010;

  private final JMXConnector connector;
  private final ThreadMXBean threads;

  RemoteThreads(String address) throws IOException {
    String url = "service:jmx:rmi:///jndi/rmi://%s:%d/jmxrmi".formatted(address, PORT);
    connector = JMXConnectorFactory.connect(new JMXServiceURL(url));
    threads =
        ManagementFactory.newPlatformMXBeanProxy(
            connector.getMBeanServerConnection(),
            ManagementFactory.THREAD_MXBEAN_NAME,
            ThreadMXBean.class);
  }

  /** What the other JVM is started with. */
  static List<String> jvmOptions(String address) {
    String prefix = "-Dcom.sun.management.jmxremote";
    return List.of(
        "-Xmx256m",
        "-Djava.rmi.server.hostname=" + address,
        prefix + ".host=" + address,
        prefix + ".port=" + PORT,
        prefix + ".rmi.port=" + PORT,
        prefix + ".authenticate=false",
        prefix + ".ssl=false");
  }

  /** By all threads alive, but for those that answer this question. */
  long allocatedBytes() {
    long[] ids = threads.getAllThreadIds();
    ThreadInfo[] infos = threads.getThreadInfo(ids);
    long[] allocated = threads.getThreadAllocatedBytes(ids);
    long sum = 0;
    for (int i = 0; i < ids.length; i++) {
      if (infos[i] == null || infos[i].getThreadName().matches("(RMI|JMX) .*")) continue;
      sum += Math.max(0, allocated[i]);
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
