/// A generator of pseudo-random numbers that gives the same ones for the same seed (Steele, Lea and Flood, "SplitMix").
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: Int) {
        state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// True once in `count` times.
    mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

    /// A number whose length in bits is itself random, so that small ones are as likely as huge ones.
    mutating func magnitude(bits: Int) -> UInt64 {
        let length = Int.random(in: 0...bits, using: &self)
        return length == 0 ? 0 : next() >> UInt64(64 - length)
    }
}
