using Signalbox.People;

namespace Signalbox.Tests.Unit.People;

/// <summary>Who is meant by an id or an address, and when that cannot be said.</summary>
public sealed class PersonKeyTests
{
    private const string Email = "ada@example.com";

    private static readonly Identity User = new(IsUser: true, "clerk", "user_1", "user_1", Email, Verified: true);
    private static readonly Identity Named = new(IsUser: false, "stripe", "cus_1", "user_1", Email, Verified: false);
    private static readonly Identity Plain = new(IsUser: false, "stripe", "cus_2", PersonId: null, Email, Verified: false);

    [Fact]
    public void Address_OfOneUserAndItsCustomers_IsTheUser() => Assert.Equal("user_1", Decided([User, Named, Plain], Email)!.Id);

    [Fact]
    public void Address_OfCustomersOnly_IsWhomOneNames_OrAllOfThem()
    {
        Assert.Equal("user_1", Decided([Named, Plain], Email)!.PersonId);
        Assert.Equal(Email, Decided([Plain, Plain with { Id = "cus_3" }], Email)!.Id);
    }

    [Fact]
    public void Address_OfTwoUsersOrOfCustomersThatNameTwo_IsAmbiguous()
    {
        Assert.Null(PersonKey.Decide([User, User with { Id = "user_2" }, Plain], Email, out var users));
        Assert.Equal(["clerk/user_1", "clerk/user_2"], users.Select(static i => i.ToString()));

        Assert.Null(PersonKey.Decide([Named, Named with { Id = "cus_3", PersonId = "user_2" }], Email, out var customers));
        Assert.Equal(2, customers.Count);
    }

    [Fact]
    public void Id_InTwoAccounts_IsAmbiguous_UnlessBothNameTheSameUser()
    {
        Assert.Null(PersonKey.Decide([Plain, Plain with { Account = "stripe-eu" }], null, out var rivals));
        Assert.Equal(["stripe/cus_2", "stripe-eu/cus_2"], rivals.Select(static i => i.ToString()));
        Assert.Equal("user_1", Decided([Named, Named with { Account = "stripe-eu" }], null)!.PersonId);
    }

    [Fact]
    public void UnverifiedAddress_LinksNothing() => Assert.Null(Decided([User with { Verified = false }], null)!.Email);

    [Fact]
    public void Nothing_IsNobody() => Assert.Null(Decided([], Email));

    private static PersonKey? Decided(IReadOnlyList<Identity> found, string? email)
    {
        var key = PersonKey.Decide(found, email, out var rivals);
        Assert.Empty(rivals);
        return key;
    }
}
