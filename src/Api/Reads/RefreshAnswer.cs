namespace Signalbox.Reads;

/// <summary>What was read by hand.</summary>
/// <param name="Stream">The stream's key, account/kind/id.</param>
/// <param name="Confirmed">How many objects are now as the provider has them.</param>
/// <param name="Objects">What became of each object: the entity itself first, then the most recent ones.</param>
internal sealed record RefreshAnswer(string Stream, int Confirmed, IReadOnlyList<RefreshedRow> Objects);

/// <summary>What became of one object.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Id">The provider's id of it.</param>
/// <param name="Outcome">confirmed: its row is what the provider answered. superseded: an event came meanwhile, and it is read again. refused: no permit, an open circuit or no answer; it is read later. unreadable: the provider does not give it out to this key.</param>
internal sealed record RefreshedRow(string Table, string Id, string Outcome);
