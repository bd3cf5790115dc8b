namespace Signalbox.People;

/// <summary>Who a person is, by the identities that were found; decides when they are several. Pure.</summary>
/// <param name="User">The user, if there is one.</param>
/// <param name="PersonId">The user that customers name, if it is not known itself.</param>
/// <param name="Email">The address by which customers that name nobody belong to the person; <see langword="null"/> if it has none that counts.</param>
/// <param name="Customer">The one customer that is the person, if neither the others tell.</param>
internal sealed record PersonKey(Identity? User, string? PersonId, string? Email, Identity? Customer)
{
    /// <summary>What it is called in answers.</summary>
    internal string Id => User?.Id ?? PersonId ?? Customer?.Id ?? Email!;

    /// <summary>Of a user.</summary>
    internal static PersonKey Of(Identity user) => new(user, user.Id, user.Verified ? user.Email : null, Customer: null);

    /// <summary>
    /// Who is meant by an id or an address: the user, if it is one's; otherwise whom the customers name; otherwise, of an address, all customers
    /// with it together, and of an id the customer itself.
    /// </summary>
    /// <param name="found">The identities with that id, or that address.</param>
    /// <param name="email">The address, if it is one.</param>
    /// <param name="rivals">Those among whom it cannot be decided; empty if it can.</param>
    /// <returns><see langword="null"/> if there are rivals, or nothing was found.</returns>
    internal static PersonKey? Decide(IReadOnlyList<Identity> found, string? email, out IReadOnlyList<Identity> rivals)
    {
        rivals = [];
        var users = found.Where(static i => i.IsUser).ToList();
        if (users is [var user])
        {
            return Of(user);
        }

        // Customers that name the same user are one person, whatever their number. With one address, those that name nobody count for the one
        // that is named; an id without a name is one account's and no more.
        var named = found.Where(static i => i is { IsUser: false, PersonId: not null }).Select(static i => i.PersonId!).ToList();
        var people = (email is null ? named.Concat(found.Where(static i => i.PersonId is null).Select(static i => i.ToString())) : named).Distinct().ToList();
        if (users.Count > 1 || people.Count > 1)
        {
            rivals = users.Count > 1 ? users : [.. found];
            return null;
        }

        return found is not [var customer, ..] ? null
            : named is [var person, ..] ? new PersonKey(null, person, null, null)
            : email is null ? new PersonKey(null, null, null, customer)
            : new PersonKey(null, null, email, null);
    }
}
