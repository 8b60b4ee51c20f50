package dev.whimbrel.testkit;

import java.util.EnumMap;
import java.util.Map;

/**
 * What clients sent through a {@link CountingProxy}.
 *
 * @param connections how many were opened
 * @param flights how often a client sent after it had been handed something since it last began to send: the round trips
 *     that it waited for
 * @param messages how many of each kind; kinds that did not occur are not in it
 */
public record Traffic(int connections, int flights, Map<FrontendMessage, Integer> messages) {
  public Traffic {
    messages = Map.copyOf(messages);
  }

  static Traffic none() {
    return new Traffic(0, 0, Map.of());
  }

  /** How many messages there were of a kind. */
  public int count(FrontendMessage message) {
    return messages.getOrDefault(message, 0);
  }

  /** What was sent since an earlier count. */
  public Traffic since(Traffic earlier) {
    return combined(earlier, -1);
  }

  Traffic plus(Traffic other) {
    return combined(other, 1);
  }

  private Traffic combined(Traffic other, int sign) {
    Map<FrontendMessage, Integer> sum = new EnumMap<>(FrontendMessage.class);
    sum.putAll(messages);
    other.messages.forEach((message, count) -> sum.merge(message, sign * count, Integer::sum));
    sum.values().removeIf(count -> count == 0);
    return new Traffic(connections + sign * other.connections, flights + sign * other.flights, sum);
  }
}
