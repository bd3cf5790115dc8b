namespace Signalbox.Secrets;

/// <summary>The keys that secrets are sealed under. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IKeyRing
{
    /// <summary>How they stand.</summary>
    Task<KeyStatus> StatusAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Wraps all data keys under the newest master key and starts a new data key, in one transaction. On return every process can open what it
    /// could open before; what is sealed under older data keys is sealed anew in the background.
    /// </summary>
    Task<KeyRotation> RotateAsync(CancellationToken cancellationToken);
}

/// <summary>How the keys stand.</summary>
/// <param name="MasterKey">The fingerprint of the master key in use; null while nothing was ever sealed.</param>
/// <param name="Origin">Where this process has its master keys from: data_folder, file or environment.</param>
/// <param name="Available">The fingerprints of the master keys that this process has; the last is what a rotation changes to.</param>
/// <param name="DataKeys">How many data keys there are.</param>
/// <param name="RotatedAt">When the current data key was started.</param>
/// <param name="Left">How many values are not under the current data key yet.</param>
/// <param name="Processes">How many running processes can open secrets.</param>
internal sealed record KeyStatus(
    string? MasterKey, string Origin, IReadOnlyList<string> Available, int DataKeys, DateTime? RotatedAt, long Left, int Processes);

/// <summary>What became of a rotation.</summary>
/// <param name="Outcome">Whether it was done.</param>
/// <param name="Status">How the keys stand now.</param>
/// <param name="Lacking">Which processes lack the new master key.</param>
internal sealed record KeyRotation(KeyRotationOutcome Outcome, KeyStatus Status, IReadOnlyList<string> Lacking);

/// <summary>Whether a rotation was done.</summary>
internal enum KeyRotationOutcome
{
    /// <summary>It is done.</summary>
    Rotated = 1,

    /// <summary>The keys come from the environment or a file, and there is no newer one than the one in use.</summary>
    NoNewKey = 2,

    /// <summary>A running process lacks the new key, and could open nothing after a restart.</summary>
    NotEverywhere = 3,
}
