import Glibc

/// Descriptors, memory or room ran out: nothing is known, and it is worth looking again.
///
/// Whoever took that for "it is not there" would end a stage that runs, or wait for ever.
struct Shortage: Error {
    /// Throws where an error's number tells of one.
    static func check(_ code: Int32) throws(Shortage) {
        guard [EMFILE, ENFILE, ENOMEM, EAGAIN, ENOSPC, EDQUOT].contains(code) else { return }
        throw Shortage()
    }
}
