#pragma once

#include "services/catalogue/entry.h"
#include "services/catalogue/rules.h"
