package dev.whimbrel.cli.settings.hcl;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Parts of a URL replaced, without looking at the others. */
final class Urls {
  private Urls() {}

  /** With another user, and what follows the name up to the at sign. */
  static String withUser(String url, String user, String password) {
    int host = hostOf(url);
    int end = authorityEnd(url, host);
    int at = url.lastIndexOf('@', end - 1);
    return url.substring(0, host) + escaped(user) + password + "@" + url.substring(at < host ? host : at + 1);
  }

  static String withPath(String url, String path) {
    int query = url.indexOf('?');
    int end = query < 0 ? url.length() : query;
    int begin = authorityEnd(url, hostOf(url));
    return url.substring(0, Math.min(begin, end)) + (path.startsWith("/") ? "" : "/") + path + url.substring(end);
  }

  static String withQuery(String url, String key, String value) {
    int query = url.indexOf('?');
    Stream<String> kept = query < 0 || query == url.length() - 1
        ? Stream.empty()
        : Arrays.stream(url.substring(query + 1).split("&"))
            .filter(pair -> !pair.equals(key) && !pair.startsWith(key + "="));
    String all = Stream.concat(kept, Stream.of(escaped(key) + "=" + escaped(value))).collect(Collectors.joining("&"));
    return (query < 0 ? url : url.substring(0, query)) + "?" + all;
  }

  private static int hostOf(String url) {
    int scheme = url.indexOf("://");
    return scheme < 0 ? 0 : scheme + 3;
  }

  private static int authorityEnd(String url, int host) {
    for (int i = host; i < url.length(); i++) {
      if (url.charAt(i) == '/' || url.charAt(i) == '?') {
        return i;
      }
    }
    return url.length();
  }

  /** As in every part of a URL: a space is %20 there, and only in a query a plus. */
  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
