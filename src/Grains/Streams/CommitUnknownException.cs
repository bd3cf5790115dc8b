namespace Signalbox.Streams;

/// <summary>The database did not say whether a commit was written. Nothing may be concluded from memory; read the cursor again.</summary>
public sealed class CommitUnknownException(string reason) : Exception($"The outcome of a commit is unknown: {reason}");
