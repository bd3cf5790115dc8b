namespace Signalbox.Operations;

/// <summary>What an operation is about, as its request tells.</summary>
/// <param name="Kind">The kind of object.</param>
/// <param name="Id">The provider's id of it; empty for <see cref="CommandSubjectKind.Nobody"/>.</param>
internal readonly record struct CommandSubject(CommandSubjectKind Kind, string Id)
{
    /// <summary>Somebody new, or nobody.</summary>
    internal static readonly CommandSubject Nobody = new(CommandSubjectKind.Nobody, string.Empty);

    /// <summary>A customer, if one is named.</summary>
    internal static CommandSubject Customer(string? id) => string.IsNullOrEmpty(id) ? Nobody : new(CommandSubjectKind.Customer, id);

    /// <summary>A subscription.</summary>
    internal static CommandSubject Subscription(string id) => new(CommandSubjectKind.Subscription, id);

    /// <summary>The customer of a payment.</summary>
    internal static CommandSubject Payment(string id) => new(CommandSubjectKind.Payment, id);

    /// <summary>The customer of a charge.</summary>
    internal static CommandSubject Charge(string id) => new(CommandSubjectKind.Charge, id);
}

/// <summary>The kinds of <see cref="CommandSubject"/>.</summary>
internal enum CommandSubjectKind
{
    /// <summary>Nobody whom this could be serialized with.</summary>
    Nobody = 0,

    /// <summary>A customer.</summary>
    Customer = 1,

    /// <summary>A subscription.</summary>
    Subscription = 2,

    /// <summary>A payment, whose customer is to be found.</summary>
    Payment = 3,

    /// <summary>A charge, whose customer is to be found.</summary>
    Charge = 4,
}
