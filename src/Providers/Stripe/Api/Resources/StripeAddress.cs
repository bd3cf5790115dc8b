namespace Signalbox.Providers.Stripe.Api;

/// <summary>A postal address. Empty: clears the one that is there.</summary>
public sealed record StripeAddress : IFormPart
{
    /// <summary>Street and number.</summary>
    public string? Line1 { get; init; }

    /// <summary>Flat, floor, building.</summary>
    public string? Line2 { get; init; }

    /// <summary>City.</summary>
    public string? City { get; init; }

    /// <summary>State, county, province.</summary>
    public string? State { get; init; }

    /// <summary>Postal code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>ISO 3166-1 alpha-2, upper case.</summary>
    public string? Country { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("line1", Line1);
        form.Add("line2", Line2);
        form.Add("city", City);
        form.Add("state", State);
        form.Add("postal_code", PostalCode);
        form.Add("country", Country);
    }
}

/// <summary>Where goods go. Empty: clears what is there.</summary>
public sealed record StripeShipping : IFormPart
{
    /// <summary>The recipient.</summary>
    public string? Name { get; init; }

    /// <summary>The recipient's phone.</summary>
    public string? Phone { get; init; }

    /// <summary>The address; Stripe requires it.</summary>
    public StripeAddress? Address { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("name", Name);
        form.Add("phone", Phone);
        form.Add("address", Address);
    }
}
