namespace Signalbox.Calls;

/// <summary>
/// What keeps a lower priority from waiting for ever: while some of it waits, each permit that a higher one gets adds a little to what it
/// is owed, and a whole permit that it is owed is kept for it.
/// </summary>
/// <param name="Owed">How many permits it is owed, from 0 to <see cref="MostOwed"/> or what passes it by in one burst.</param>
/// <param name="WaitsUntil">Until when some of it is taken to wait, somewhere in the cluster.</param>
internal readonly record struct FairShare(double Owed, DateTimeOffset WaitsUntil)
{
    /// <summary>How long a wait is remembered that is not confirmed.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    internal static readonly FairShare None = new(0, DateTimeOffset.UnixEpoch);

    // Of a small limit, whose bursts are owed less.
    private const double MostOwed = 2;
    private const double Rounding = 1e-6;

    /// <summary>How many permits are kept for it.</summary>
    internal int KeptAt(DateTimeOffset now) => Waits(now) ? (int)(Owed + Rounding) : 0;

    /// <summary>Whether the row should be told (again) that it waits.</summary>
    internal bool ShouldConfirm(DateTimeOffset now) => !Waits(now) || WaitsUntil - now < Memory / 2;

    /// <summary>Some of it waits.</summary>
    internal FairShare Waiting(DateTimeOffset now) => this with { WaitsUntil = now + Memory };

    /// <summary>Others got permits.</summary>
    /// <param name="permits">How many.</param>
    /// <param name="share">What it is owed of each.</param>
    /// <param name="burst">The most that are given out at once.</param>
    /// <param name="now">The database's clock.</param>
    internal FairShare Passed(int permits, double share, double burst, DateTimeOffset now) =>
        Waits(now) ? this with { Owed = Math.Min(Math.Max(MostOwed, burst * share), Owed + (permits * share)) } : this with { Owed = 0 };

    /// <summary>It got permits itself.</summary>
    internal FairShare Served(int permits) => this with { Owed = Math.Max(0, Owed - permits) };

    private bool Waits(DateTimeOffset now) => now < WaitsUntil && WaitsUntil - now <= Memory;
}
