namespace Signalbox.Streams;

/// <summary>A stream whose rows were computed anew.</summary>
/// <param name="Stream">The stream's key.</param>
/// <param name="FirstVersion">The first of its events that the journal still holds; 0 if it holds none.</param>
/// <param name="Applied">Up to which version the rows were computed.</param>
/// <param name="Events">How many events were read.</param>
/// <param name="Objects">How many objects they are about.</param>
/// <param name="Written">How many rows were computed and written.</param>
/// <param name="ToConfirm">How many rows stay as they are and are read from the provider, since the journal does not tell enough.</param>
internal sealed record RebuiltStream(string Stream, long FirstVersion, long Applied, int Events, int Objects, int Written, int ToConfirm);
