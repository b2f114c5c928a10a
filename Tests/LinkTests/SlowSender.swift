import Domain
import Foundation

/// Sends much on a thread of its own, and says when all of it was taken.
struct SlowSender {
    private let thread: Thread

    init(_ client: RawClient, _ text: String, _ done: Mailbox<Void>) {
        let descriptor = client.descriptor
        thread = Thread {
            RawClient.send(text, to: descriptor)
            done.post(())
        }
    }

    func start() { thread.start() }
}
