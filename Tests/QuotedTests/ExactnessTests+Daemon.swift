import Testing

extension ExactnessTests {
    /// The idea of it: a producer fills a bounded deque, a consumer empties it, a scheduler alternates between them.
    @Test(arguments: [1, 2, 10, 16, 559, 560, 561, 1024, 1_048_576])
    func `the daemon itself: quotes from a file, a bounded deque, ten-quote averages out`(_ capacity: Int) async throws
    {
        let path = dataPath("quotes.csv")
        let result = try await QuotedProcess.run(["--file", path, "--deque", "\(capacity)"])
        expect(result, toPrint: Oracle().output(for: try rows(ofFile: path)))
    }
}
