import Glibc

/// Reads the signals that ``Driver/blockSignals()`` blocks, with or without a screen.
///
/// A program without a screen watches ``descriptor`` itself. One watch at a time: each signal is
/// read once.
package final class SignalWatch {
    /// A descriptor that can be read when a signal waits; -1 once closed.
    package private(set) var descriptor: Int32

    package init() {
        descriptor = Curses.signalDescriptor()
    }

    deinit {
        close()
    }

    /// The signals that wait, in the order in which the kernel gives them out.
    package func take() -> [Int32] {
        descriptor < 0 ? [] : Curses.signals(from: descriptor)
    }

    /// Ends the watch; the signals stay blocked.
    package func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }
}
