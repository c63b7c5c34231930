package dev.sluice.targets;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/**
 * A servlet application in a Tomcat whose MBeans are registered, as one that is not embedded has
 * them. Says {@code listening on PORT}.
 *
 * <p>The connector has no address, and so listens on all: its name would have the address in it,
 * and the rules that read the MBeans expect none.
 */
public final class TomcatShop extends HttpServlet {
  private static final long serialVersionUID = 1;

  public static void main(String[] args) throws IOException, LifecycleException {
    Path base = Files.createTempDirectory("tomcat");
    base.toFile().deleteOnExit();
    var tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(freePort());
    tomcat.getEngine().setName("Catalina");
    tomcat.getConnector();
    Context context = tomcat.addContext("/shop", base.toString());
    Tomcat.addServlet(context, "orders", new TomcatShop());
    context.addServletMappingDecoded("/orders", "orders");
    tomcat.start();
    System.out.println("listening on " + tomcat.getConnector().getLocalPort());
    tomcat.getServer().await();
  }

  /** Tomcat calls a connector whose port it chose itself otherwise. */
  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    request.getSession();
    response.getWriter().println("an order");
  }
}
