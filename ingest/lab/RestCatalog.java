import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/**
 * Iceberg's REST catalog fixture on loopback alone: its own main class listens to everybody. As there, settings are in the environment: CATALOG_A_B__C is
 * a.b-c.
 */
final class RestCatalog {

    private static final String PREFIX = "CATALOG_";

    private RestCatalog() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings = new HashMap<>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                String key = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
                settings.put(key.replace("__", "-").replace('_', '.'), value);
            }
        });
        Catalog catalog = CatalogUtil.buildIcebergCatalog("rest", settings, new Configuration());
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        context.addServlet(new ServletHolder(new Together(new RESTCatalogAdapter(catalog))), "/*");
        Server server = new Server(new InetSocketAddress("127.0.0.1", Integer.parseInt(settings.get("rest.port"))));
        server.setHandler(context);
        server.start();
        server.join();
    }

    /** The fixture commits the tables of one request one after the other; nobody may look in between, since a catalog for real use would not show that. */
    private static final class Together extends RESTCatalogServlet {

        private static final long serialVersionUID = 1;

        private final ReadWriteLock visible = new ReentrantReadWriteLock(true);

        Together(RESTCatalogAdapter adapter) {
            super(adapter);
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
            Lock lock = request.getRequestURI().endsWith("/transactions/commit") ? visible.writeLock() : visible.readLock();
            lock.lock();
            try {
                super.service(request, response);
            } finally {
                lock.unlock();
            }
        }
    }
}
