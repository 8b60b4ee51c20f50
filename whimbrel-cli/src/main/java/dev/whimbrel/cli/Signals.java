package dev.whimbrel.cli;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The virtual machine's own way with a signal would end the process, and would not say which signal it was. These classes are not a part
 * of the platform's interface, which has none for this. The compiler always warns of them, so this file is compiled apart; to get at
 * them by reflection costs every start 8 ms.
 */
final class Signals {
  private Signals() {}

  /** From now on the signal does this, on a thread of its own; one that is to be ignored stays so. */
  static void handle(String name, Runnable action) {
    try {
      Signal signal = new Signal(name);
      SignalHandler before = Signal.handle(signal, caught -> action.run());
      if (before.equals(SignalHandler.SIG_IGN)) {
        Signal.handle(signal, before); // as nohup and shells in the background want it
      }
    } catch (IllegalArgumentException e) {
      // -Xrs, or a system without this signal: what it does then is what it always did
    }
  }
}
