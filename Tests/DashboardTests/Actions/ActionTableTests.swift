import Dashboard
import Terminal
import Testing

@Suite("Action table")
struct ActionTableTests {
    @Test("every action stands in the table once")
    func complete() {
        let listed = ActionTable.entries.map(\.action)
        #expect(Set(listed) == Set(Action.allCases))
        #expect(listed.count == Set(listed).count)
    }

    @Test("no key means two things in one place")
    func conflicts() {
        var seen: [ActionEntry.Scope: [Key: Action]] = [:]
        for entry in ActionTable.entries {
            for key in entry.keys {
                let other = seen[entry.scope]?[key]
                #expect(
                    other == nil,
                    "'\(key)' is \(entry.action) and \(String(describing: other))"
                )
                seen[entry.scope, default: [:]][key] = entry.action
            }
        }
    }

    @Test("no key is one that tmux or the shell keeps for itself")
    func reserved() {
        let reserved: [Key] = ["^a", "^b", "^f", "^h", "^j", "^k"]
        for entry in ActionTable.entries {
            #expect(entry.keys.allSatisfy { !reserved.contains($0) }, "\(entry.action)")
        }
    }

    @Test("every action has words for the manual that end as sentences do")
    func words() {
        for entry in ActionTable.entries {
            #expect(!entry.label.isEmpty, "\(entry.action)")
            #expect(entry.help.string.hasSuffix("."), "\(entry.action)")
        }
    }

    @Test("the help sheet names every action")
    func help() {
        #expect(Set(Dashboard.helpActions) == Set(Action.allCases))
    }

    @Test("settings bind, unbind and rebind keys")
    func rebinding() throws {
        let map = try KeyMap(changes: [("step", ["S"]), ("undo", [])])
        #expect(map.action(for: "S") == .step)
        #expect(map.action(for: "s") == nil)
        #expect(map.action(for: "u") == nil)
        #expect(map.keys(of: .undo).isEmpty)
    }

    @Test("wrong settings are all named at once")
    func wrongSettings() {
        do {
            _ = try KeyMap(
                changes: [("stepp", ["S"]), ("undo", ["no such key"]), ("step", ["q"])]
            )
            Issue.record("It was accepted.")
        } catch {
            #expect(
                error.mistakes.map(\.description) == [
                    "there is no action 'stepp'",
                    "'no such key' is not a key (action 'undo')",
                    "key 'q' would mean both 'back' and 'step'",
                ]
            )
        }
    }
}
