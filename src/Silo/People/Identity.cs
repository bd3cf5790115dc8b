namespace Signalbox.People;

/// <summary>A user or a customer, as far as it tells whose it is.</summary>
/// <param name="IsUser">Whether it is a user; otherwise it is a customer.</param>
/// <param name="Account">Its account.</param>
/// <param name="Id">Its id.</param>
/// <param name="PersonId">The user that it is, or that it names.</param>
/// <param name="Email">Its e-mail address in lower case.</param>
/// <param name="Verified">Whether the identity provider has verified that.</param>
internal sealed record Identity(bool IsUser, string Account, string Id, string? PersonId, string? Email, bool Verified)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Account}/{Id}";
}
