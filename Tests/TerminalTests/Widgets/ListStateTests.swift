import Terminal
import Testing

@Suite("Selection of a list")
struct ListStateTests {
    @Test("the selection stays in view with a margin")
    func margin() {
        var state = ListState()
        for _ in 0..<8 { state.move(.down, count: 20, height: 10) }
        #expect(state.selection == 8)
        #expect(state.window(count: 20, height: 10) == 1..<11)
        for _ in 0..<5 { state.move(.up, count: 20, height: 10) }
        #expect(state.window(count: 20, height: 10) == 1..<11)
        state.move(.up, count: 20, height: 10)
        #expect(state.window(count: 20, height: 10) == 0..<10)
    }

    @Test(
        "moves end at the list's ends",
        arguments: [
            (ListState.Move.last, 19, 10..<20), (.first, 0, 0..<10), (.pageDown, 14, 7..<17),
            (.halfPageDown, 10, 3..<13), (.pageUp, 0, 0..<10), (.to(99), 19, 10..<20),
            (.by(-9), 0, 0..<10), (.to(-1), 0, 0..<10),
        ]
    )
    func moves(move: ListState.Move, selection: Int, window: Range<Int>) {
        var state = ListState(selection: 5)
        state.move(move, count: 20, height: 10)
        #expect(state.selection == selection)
        #expect(state.window(count: 20, height: 10) == window)
    }

    @Test("any size and any shrinking of the list is taken")
    func shrinking() {
        let state = ListState(selection: 50, top: 45)
        for count in [0, 1, 2, 3, 10, 51, 100] {
            for height in [0, 1, 2, 3, 7, 200] {
                let window = state.window(count: count, height: height)
                #expect(window.count == min(count, height))
                if count > 0, height > 0 {
                    #expect(window.contains(min(50, count - 1)))
                }
            }
        }
        #expect(state.selected(of: 0) == nil)
    }

    @Test("the wheel moves the window and keeps the selection in it")
    func wheel() {
        var state = ListState(selection: 3)
        state.scroll(by: 5, count: 30, height: 10)
        #expect(state.window(count: 30, height: 10) == 5..<15)
        #expect(state.selection == 7)
        state.scroll(by: 100, count: 30, height: 10)
        #expect(state.window(count: 30, height: 10) == 20..<30)
        state.scroll(by: -100, count: 30, height: 10)
        #expect(state.window(count: 30, height: 10) == 0..<10)
        #expect(state.selection == 7)
    }
}
