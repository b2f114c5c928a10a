import Glibc
import Synchronization

/// Open descriptors on their way to whoever takes them; closed with it where nobody does.
final class PassedDescriptors: Sendable {
    private let descriptors: Mutex<[Int32]>

    init(_ descriptors: [Int32]) {
        self.descriptors = Mutex(descriptors)
    }

    deinit {
        for descriptor in take() { close(descriptor) }
    }

    /// The descriptors, which still belong to this.
    var open: [Int32] { descriptors.withLock { $0 } }

    /// Gives them away; whoever gets them closes them.
    func take() -> [Int32] {
        descriptors.withLock { descriptors in
            defer { descriptors = [] }
            return descriptors
        }
    }
}
