namespace Signalbox.Simulation.Stripe;

/// <summary>
/// How an object names its customer. The expanded form is the customer as it was when the object was made: were it live, every
/// change of the customer would be a change of all its objects.
/// </summary>
internal sealed class CustomerReference(Customer? customer, byte[]? expanded) : IJsonPart
{
    internal Customer? Customer => customer;

    internal string? Id => customer?.Id;

    public void WriteTo(JsonText json)
    {
        if (expanded is not null)
        {
            json.Raw(expanded);
        }
        else
        {
            json.Value(customer?.Id);
        }
    }
}
