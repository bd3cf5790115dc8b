namespace Signalbox.Access;

/// <summary>Tokens that open the live feed of one tenant and nothing else. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IReadTokens
{
    /// <summary>Makes one.</summary>
    /// <param name="tenant">Whose events it shows.</param>
    /// <param name="lifetime">How long it is valid.</param>
    /// <param name="description">For people.</param>
    /// <param name="cancellationToken">Stops waiting; whether it was made is unknown then.</param>
    /// <returns>The token, which nobody can read again, and what is shown of it.</returns>
    Task<(string Token, ReadTokenView View)> CreateAsync(string tenant, TimeSpan lifetime, string description, CancellationToken cancellationToken);

    /// <summary>Those that are valid, the newest first.</summary>
    /// <param name="tenant">Only of this one.</param>
    /// <param name="before">Behind the one of this number.</param>
    /// <param name="limit">The most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<(IReadOnlyList<ReadTokenView> Tokens, long? Next)> ListAsync(string? tenant, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Revokes one. Feeds that it has opened end within seconds, in every process.</summary>
    /// <returns>What it was; <see langword="null"/> if there is none of this id.</returns>
    Task<ReadTokenView?> RevokeAsync(string id, CancellationToken cancellationToken);

    /// <summary>The token that somebody presents; <see langword="null"/> if it is none, or not any more.</summary>
    Task<ReadToken?> FindAsync(string presented, CancellationToken cancellationToken);

    /// <summary>Watches over a token while a feed is open; until disposed of.</summary>
    ITokenWatch Watch(ReadToken token);
}

/// <summary>A token that was presented and is valid.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">Whose events it shows.</param>
/// <param name="ExpiresAt">Until when.</param>
internal sealed record ReadToken(string Id, string Tenant, DateTimeOffset ExpiresAt)
{
    /// <summary>What every token begins with.</summary>
    internal const string Prefix = "sbt_";
}

/// <summary>Tells when a token ends.</summary>
internal interface ITokenWatch : IDisposable
{
    /// <summary>Cancelled when the token was revoked or has expired.</summary>
    CancellationToken Ended { get; }
}

/// <summary>A read token as the API shows it.</summary>
/// <param name="Id">Its id, which opens nothing.</param>
/// <param name="Tenant">Whose events it shows.</param>
/// <param name="Description">For people.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when it is valid.</param>
internal sealed record ReadTokenView(string Id, string Tenant, string Description, DateTime CreatedAt, DateTime ExpiresAt);

/// <summary>A read token that was made.</summary>
/// <param name="Token">The token, shown in this answer only.</param>
/// <param name="Details">What is shown of it later.</param>
internal sealed record NewReadToken(string Token, ReadTokenView Details);
