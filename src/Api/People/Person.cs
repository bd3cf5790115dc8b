namespace Signalbox.People;

/// <summary>One person over all providers. Lists are bounded: 50 of each, 20 customers, the 20 latest messages.</summary>
/// <param name="Id">The user's id; without a user the id of the person that the customers name, the customer's id, or the e-mail address.</param>
/// <param name="User">The user at the identity provider; null if there is none.</param>
/// <param name="Memberships">The organizations that the user belongs to.</param>
/// <param name="Customers">The customers at the payment provider that name the user, or name none and have its verified e-mail address.</param>
/// <param name="Messages">The latest messages to or from the person's addresses.</param>
/// <param name="Suppressions">The person's addresses that nothing more may be sent to.</param>
/// <param name="SocialAccounts">The accounts at social networks of the profile that the user names.</param>
internal sealed record Person(
    string Id,
    PersonUser? User,
    IReadOnlyList<PersonMembership> Memberships,
    IReadOnlyList<PersonCustomer> Customers,
    IReadOnlyList<PersonMessage> Messages,
    IReadOnlyList<PersonSuppression> Suppressions,
    IReadOnlyList<PersonSocialAccount> SocialAccounts);

/// <summary>A user.</summary>
/// <param name="Account">Its account.</param>
/// <param name="Id">Its id.</param>
/// <param name="Email">The primary e-mail address.</param>
/// <param name="EmailVerified">Whether that is verified; customers, messages and suppressions are found by it only then.</param>
/// <param name="Phone">The primary phone number.</param>
/// <param name="PhoneVerified">Whether that is verified; messages and suppressions are found by it only then.</param>
/// <param name="FirstName">The first name.</param>
/// <param name="LastName">The last name.</param>
/// <param name="Banned">Whether it may not sign in.</param>
/// <param name="LastSignInAt">When it signed in last, as of the latest event.</param>
/// <param name="DeletedAt">When it was deleted; null if it is not.</param>
internal sealed record PersonUser(
    string Account, string Id, string? Email, bool EmailVerified, string? Phone, bool PhoneVerified, string? FirstName, string? LastName, bool? Banned, DateTime? LastSignInAt,
    DateTime? DeletedAt);

/// <summary>A membership in an organization.</summary>
/// <param name="Account">Its account.</param>
/// <param name="Id">Its id.</param>
/// <param name="OrganizationId">The organization.</param>
/// <param name="OrganizationName">The organization's name, if it is known.</param>
/// <param name="Role">The role.</param>
internal sealed record PersonMembership(string Account, string Id, string? OrganizationId, string? OrganizationName, string? Role);

/// <summary>A customer.</summary>
/// <param name="Account">Its account.</param>
/// <param name="Id">Its id.</param>
/// <param name="Email">Its e-mail address.</param>
/// <param name="Name">Its name.</param>
/// <param name="Subscriptions">Its subscriptions that have not ended.</param>
/// <param name="OpenInvoices">Its invoices that are open.</param>
internal sealed record PersonCustomer(
    string Account, string Id, string? Email, string? Name, IReadOnlyList<PersonSubscription> Subscriptions, IReadOnlyList<PersonInvoice> OpenInvoices);

/// <summary>A subscription.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">The provider's status.</param>
/// <param name="PriceId">The price of its first item.</param>
/// <param name="CurrentPeriodEnd">When the current period ends.</param>
internal sealed record PersonSubscription(string Id, string? Status, string? PriceId, DateTime? CurrentPeriodEnd);

/// <summary>An open invoice.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">The provider's status.</param>
/// <param name="Currency">The currency.</param>
/// <param name="AmountRemaining">What is left to be paid, in the currency's smallest unit.</param>
/// <param name="DueDate">When it is due.</param>
internal sealed record PersonInvoice(string Id, string? Status, string? Currency, long? AmountRemaining, DateTime? DueDate);

/// <summary>A message.</summary>
/// <param name="Account">Its account.</param>
/// <param name="Id">Its id.</param>
/// <param name="Channel">sms, whatsapp, email and so on.</param>
/// <param name="Direction">outbound or inbound.</param>
/// <param name="Recipient">The address that it goes to.</param>
/// <param name="Subject">The subject, of e-mails.</param>
/// <param name="Status">The furthest status.</param>
/// <param name="AsOf">The time of the latest event about it.</param>
internal sealed record PersonMessage(
    string Account, string Id, string? Channel, string? Direction, string? Recipient, string? Subject, string? Status, DateTime AsOf);

/// <summary>An address that nothing more may be sent to.</summary>
/// <param name="Account">The account that may not.</param>
/// <param name="Channel">sms, whatsapp, email and so on.</param>
/// <param name="Address">The address.</param>
/// <param name="Reason">Why.</param>
/// <param name="Scope">What it is limited to; null for all that the account sends.</param>
/// <param name="Since">Since when.</param>
internal sealed record PersonSuppression(string Account, string Channel, string Address, string Reason, string? Scope, DateTime Since);

/// <summary>An account at a social network.</summary>
/// <param name="Account">The account of the provider that links it.</param>
/// <param name="Platform">The network.</param>
/// <param name="DisplayName">Its name there.</param>
/// <param name="Status">linked or unlinked.</param>
internal sealed record PersonSocialAccount(string Account, string? Platform, string? DisplayName, string? Status);
