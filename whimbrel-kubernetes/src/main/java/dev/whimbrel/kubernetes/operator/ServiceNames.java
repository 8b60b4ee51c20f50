package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.database.DatabaseUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;

/**
 * Names of services without their namespace. In a Pod they mean a service of the Pod's own namespace, so a Job of a resource finds what the
 * operator, which stands in another, has to ask for by the whole name.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/">DNS for Services and Pods</a>
 */
final class ServiceNames {
  private final Predicate<String> isKnown;

  private ServiceNames(Predicate<String> isKnown) {
    this.isKnown = isKnown;
  }

  /** As the resolver of this process knows them. */
  static ServiceNames resolved() {
    return new ServiceNames(ServiceNames::resolves);
  }

  static ServiceNames known(Predicate<String> isKnown) {
    return new ServiceNames(isKnown);
  }

  /** What a Pod of that namespace reaches under that URL. A short name that is no service, such as one of the nodes' own domain, stays. */
  DatabaseUrl reached(DatabaseUrl url, String namespace) {
    return url.withHosts(url.hosts().stream().map(host -> whole(host, namespace)).toList());
  }

  private String whole(String hostAndPort, String namespace) {
    int colon = hostAndPort.lastIndexOf(':');
    String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
    if (host.isEmpty() || host.equals("localhost") || host.chars().anyMatch(c -> ".:[/".indexOf(c) >= 0)) {
      return hostAndPort;
    }
    String service = host + "." + namespace + ".svc";
    return isKnown.test(service) ? service + hostAndPort.substring(host.length()) : hostAndPort;
  }

  private static boolean resolves(String name) {
    try {
      return InetAddress.getByName(name) != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
