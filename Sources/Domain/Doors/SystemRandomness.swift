/// Numbers that nobody can guess, for ids and tokens that are made outside of the engine's core.
package struct SystemRandomness: RandomNumberGenerator {
    private var generator = SystemRandomNumberGenerator()

    package init() {}

    package mutating func next() -> UInt64 { generator.next() }
}
